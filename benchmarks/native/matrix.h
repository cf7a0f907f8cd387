// SPDX-License-Identifier: Apache-2.0
// The codes of docs/spec/shards.md, section 3, from that page alone, over ISA-L's field (0x11D, too).
#include <isa-l.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ROWS = 32 };

static const unsigned char P16[4][16] = {
    {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
    {1, 8, 16, 4, 2, 17, 18, 5, 9, 3, 20, 10, 12, 6, 26, 28},
    {1, 16, 4, 2, 8, 10, 20, 6, 5, 18, 12, 17, 9, 28, 24, 3},
    {1, 4, 2, 8, 16, 12, 6, 17, 24, 10, 9, 18, 3, 5, 20, 25},
};

// Identity over parity: (k + m) rows of k.
static void code_matrix(int k, int m, unsigned char *matrix) {
  memset(matrix, 0, (size_t)(k + m) * k);
  for (int j = 0; j < k; j++) {
    matrix[j * k + j] = 1;
    for (int i = 0; i < m; i++) {
      matrix[(k + i) * k + j] =
          k <= 16 && m <= 4 ? P16[i][j] : gf_mul(k ^ j, gf_inv((k + i) ^ j));
    }
  }
}

// What gives the lost data rows of a set of k present rows; how many there are, or -1 if the set does not decode.
static int decode_tables(int k, const unsigned char *matrix, const int *present, int *lost,
                         unsigned char *tables) {
  unsigned char some[MAX_ROWS * MAX_ROWS], inverse[MAX_ROWS * MAX_ROWS], rows[MAX_ROWS * MAX_ROWS];
  int there[2 * MAX_ROWS] = {0};
  for (int i = 0; i < k; i++) {
    memcpy(some + i * k, matrix + present[i] * k, k);
    there[present[i]] = 1;
  }
  if (gf_invert_matrix(some, inverse, k) != 0) {
    return -1;
  }
  int count = 0;
  for (int j = 0; j < k; j++) {
    if (!there[j]) {
      memcpy(rows + count * k, inverse + j * k, k);
      lost[count++] = j;
    }
  }
  if (count > 0) {
    ec_init_tables(k, count, rows, tables);
  }
  return count;
}
