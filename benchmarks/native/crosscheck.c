// SPDX-License-Identifier: Apache-2.0
// Whether ISA-L and the Java coder are one code: crosscheck <k> <m> <file of Java's rows> <file for our rows>
// Reads k + m rows that Java wrote, encodes the data again, decodes every pattern of losses; then writes rows of its own.
#include "matrix.h"
#include <stdio.h>

static unsigned char *rows[2 * MAX_ROWS];

static void fail(const char *what) {
  fprintf(stderr, "crosscheck: %s\n", what);
  exit(1);
}

static long read_rows(const char *file, int count) {
  FILE *in = fopen(file, "rb");
  if (in == NULL || fseek(in, 0, SEEK_END) != 0) {
    fail("cannot read the rows");
  }
  long length = ftell(in) / count;
  rewind(in);
  for (int i = 0; i < count; i++) {
    rows[i] = malloc(length);
    if (rows[i] == NULL || fread(rows[i], 1, length, in) != (size_t)length) {
      fail("cannot read the rows");
    }
  }
  fclose(in);
  return length;
}

static void write_rows(const char *file, int count, long length) {
  FILE *out = fopen(file, "wb");
  for (int i = 0; out != NULL && i < count; i++) {
    if (fwrite(rows[i], 1, length, out) != (size_t)length) {
      fail("cannot write the rows");
    }
  }
  if (out == NULL || fclose(out) != 0) {
    fail("cannot write the rows");
  }
}

static void encode(int k, int m, const unsigned char *matrix, long length, unsigned char **parity) {
  unsigned char tables[32 * MAX_ROWS * MAX_ROWS];
  ec_init_tables(k, m, (unsigned char *)matrix + k * k, tables);
  ec_encode_data(length, k, m, tables, rows, parity);
}

static void decode(int k, const unsigned char *matrix, const int *present, long length) {
  unsigned char tables[32 * MAX_ROWS * MAX_ROWS];
  int lost[MAX_ROWS];
  int count = decode_tables(k, matrix, present, lost, tables);
  if (count < 0) {
    fail("ISA-L finds a pattern that does not decode");
  }
  unsigned char *sources[MAX_ROWS], *found[MAX_ROWS];
  for (int i = 0; i < k; i++) {
    sources[i] = rows[present[i]];
  }
  for (int i = 0; i < count; i++) {
    found[i] = malloc(length);
  }
  if (count > 0) {
    ec_encode_data(length, k, count, tables, sources, found);
  }
  for (int i = 0; i < count; i++) {
    if (memcmp(found[i], rows[lost[i]], length) != 0) {
      fail("ISA-L decodes Java's rows to other data");
    }
    free(found[i]);
  }
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fail("needs k, m and two files");
  }
  int k = atoi(argv[1]), m = atoi(argv[2]), n = k + m;
  unsigned char matrix[2 * MAX_ROWS * MAX_ROWS];
  code_matrix(k, m, matrix);
  long length = read_rows(argv[3], n);
  unsigned char *parity[MAX_ROWS];
  for (int i = 0; i < m; i++) {
    parity[i] = malloc(length);
  }
  encode(k, m, matrix, length, parity);
  for (int i = 0; i < m; i++) {
    if (memcmp(parity[i], rows[k + i], length) != 0) {
      fail("ISA-L encodes to other bytes than Java");
    }
  }
  long patterns = 0;
  for (long set = 0; set < 1L << n; set++) {
    if (__builtin_popcountl(set) == k) {
      int present[MAX_ROWS];
      for (int i = 0, at = 0; i < n; i++) {
        if (set >> i & 1) {
          present[at++] = i;
        }
      }
      decode(k, matrix, present, length);
      patterns++;
    }
  }
  for (int j = 0; j < k; j++) {
    for (long i = 0; i < length; i++) {
      rows[j][i] = (unsigned char)(rand() >> 8);
    }
  }
  encode(k, m, matrix, length, rows + k);
  write_rows(argv[4], n, length);
  printf("%ld\n", patterns);
  return 0;
}
