// SPDX-License-Identifier: Apache-2.0
// What this machine's C libraries reach, for the figures of benchmarks/README.md: ISA-L for the code, OpenSSL for the rest.
#include "matrix.h"
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>

enum {
  SHARD = 64 << 10, // of the coder's figures
  BODY = 1 << 20,   // what the SDK makes one object of
  SEGMENT = 64 << 10,
  TAG = 16,
  CHUNK = 16 << 10,
  PREFIX = 62, // 0x00, domain, object id, shard, position: docs/spec/shards.md, section 4
  ROUNDS = 7
};

// On a machine that is busy with other things too, -DCLOCK=CLOCK_THREAD_CPUTIME_ID says more.
#ifndef CLOCK
#define CLOCK CLOCK_MONOTONIC
#endif

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static int by_value(const void *a, const void *b) {
  return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

static double median(double *values) {
  qsort(values, ROUNDS, sizeof *values, by_value);
  return values[ROUNDS / 2];
}

static unsigned char *random_bytes(size_t size) {
  unsigned char *bytes = aligned_alloc(64, size);
  for (size_t i = 0; i < size; i++) {
    bytes[i] = (unsigned char)(rand() >> 8);
  }
  return bytes;
}

// GB of data rows a second.
static double multiply(int k, int outputs, unsigned char *tables, unsigned char **in,
                       unsigned char **out) {
  double rates[ROUNDS];
  for (int r = 0; r < ROUNDS; r++) {
    long turns = 0;
    double start = now(), seconds;
    do {
      for (int i = 0; i < 50; i++) {
        ec_encode_data(SHARD, k, outputs, tables, in, out);
      }
      turns += 50;
      seconds = now() - start;
    } while (seconds < 0.3);
    rates[r] = (double)k * SHARD * turns / seconds / 1e9;
  }
  return median(rates);
}

static void coder(int k, int m) {
  unsigned char matrix[2 * MAX_ROWS * MAX_ROWS], tables[32 * MAX_ROWS * MAX_ROWS];
  unsigned char *rows[2 * MAX_ROWS], *found[MAX_ROWS];
  for (int i = 0; i < k + m; i++) {
    rows[i] = random_bytes(SHARD);
  }
  for (int i = 0; i < m; i++) {
    found[i] = random_bytes(SHARD);
  }
  code_matrix(k, m, matrix);
  ec_init_tables(k, m, matrix + k * k, tables);
  double encode = multiply(k, m, tables, rows, rows + k);
  double decode[2];
  for (int worst = 0; worst < 2; worst++) {
    int lost[MAX_ROWS], present[MAX_ROWS], first = worst ? m : 1;
    for (int i = 0; i < k; i++) {
      present[i] = first + i;
    }
    int count = decode_tables(k, matrix, present, lost, tables);
    decode[worst] = multiply(k, count, tables, rows + first, found);
  }
  printf("limit: ISA-L %d+%d, 64 KiB shards: encode %.2f, one lost %.2f, %d lost %.2f GB/s\n", k, m,
         encode, decode[0], m, decode[1]);
}

struct worker {
  int k, m;
  double rate;
};

static void check(int ok) {
  if (!ok) {
    fprintf(stderr, "limit: OpenSSL failed\n");
    exit(1);
  }
}

// Bodies of 1 MiB: sealed in segments, cut into stripes, coded, each chunk hashed, for half a second.
static void *store(void *argument) {
  struct worker *w = argument;
  int k = w->k, n = w->k + w->m;
  int stripes = (BODY + k * CHUNK - 1) / (k * CHUNK);
  unsigned char matrix[2 * MAX_ROWS * MAX_ROWS], tables[32 * MAX_ROWS * MAX_ROWS];
  code_matrix(k, w->m, matrix);
  ec_init_tables(k, w->m, matrix + k * k, tables);
  unsigned char *plain = random_bytes(BODY), *sealed = random_bytes((size_t)stripes * k * CHUNK);
  unsigned char *parity = random_bytes((size_t)stripes * w->m * CHUNK);
  unsigned char key[32] = {1}, nonce[12] = {0}, prefix[PREFIX] = {0}, hash[EVP_MAX_MD_SIZE];
  unsigned char aad[10] = {0};
  EVP_CIPHER *gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
  EVP_MD *sha = EVP_MD_fetch(NULL, "SHA256", NULL);
  EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
  EVP_MD_CTX *digest = EVP_MD_CTX_new();
  check(gcm != NULL && sha != NULL && cipher != NULL && digest != NULL);
  long bodies = 0;
  int size;
  double start = now();
  while (now() - start < 0.5) {
    check(EVP_EncryptInit_ex2(cipher, gcm, key, nonce, NULL));
    for (int at = 0, from = 0; at < BODY; at += SEGMENT, from += SEGMENT - TAG) {
      memcpy(nonce, &bodies, 8);
      memcpy(nonce + 8, &at, 4);
      check(EVP_EncryptInit_ex2(cipher, NULL, NULL, nonce, NULL) &&
            EVP_EncryptUpdate(cipher, NULL, &size, aad, sizeof aad) &&
            EVP_EncryptUpdate(cipher, sealed + at, &size, plain + from, SEGMENT - TAG) &&
            EVP_EncryptFinal_ex(cipher, sealed + at + size, &size) &&
            EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, TAG, sealed + at + SEGMENT - TAG));
    }
    for (int s = 0; s < stripes; s++) {
      unsigned char *rows[2 * MAX_ROWS];
      for (int i = 0; i < n; i++) {
        rows[i] = i < k ? sealed + ((size_t)s * k + i) * CHUNK
                        : parity + ((size_t)s * w->m + i - k) * CHUNK;
      }
      // The last stripe has shorter chunks, as on disk.
      int left = BODY - s * k * CHUNK;
      int chunk = left >= k * CHUNK ? CHUNK : ((left + k - 1) / k + 63) / 64 * 64;
      ec_encode_data(chunk, k, w->m, tables, rows, rows + k);
      for (int i = 0; i < n; i++) {
        check(EVP_DigestInit_ex2(digest, sha, NULL) && EVP_DigestUpdate(digest, prefix, PREFIX) &&
              EVP_DigestUpdate(digest, rows[i], chunk) && EVP_DigestFinal_ex(digest, hash, NULL));
        prefix[i] ^= hash[0];
      }
    }
    bodies++;
  }
  w->rate = (double)bodies * BODY / (now() - start) / 1e6;
  return NULL;
}

static void storing(int k, int m, int threads) {
  double rates[ROUNDS];
  for (int r = 0; r < ROUNDS; r++) {
    struct worker workers[2];
    pthread_t ids[2];
    rates[r] = 0;
    for (int i = 0; i < threads; i++) {
      workers[i] = (struct worker){k, m, 0};
      check(pthread_create(&ids[i], NULL, store, &workers[i]) == 0);
    }
    for (int i = 0; i < threads; i++) {
      pthread_join(ids[i], NULL);
      rates[r] += workers[i].rate;
    }
  }
  printf("limit: OpenSSL + ISA-L %d+%d, seal + stripe + hash, %d thread%s: %.0f MB/s\n", k, m, threads,
         threads == 1 ? "" : "s", median(rates));
}

int main(void) {
  coder(4, 2);
  coder(6, 3);
  coder(10, 4);
  for (int threads = 1; threads <= 2; threads++) {
    storing(4, 2, threads);
    storing(10, 4, threads);
  }
  return 0;
}
