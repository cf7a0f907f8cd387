// SPDX-License-Identifier: Apache-2.0
// ML-DSA-65, verification alone, after FIPS 204 (August 2024); the algorithms are named by their numbers there.

import { createHash } from 'node:crypto';

const Q = 8380417;
const D = 13;
const [K, L] = [6, 5];
const TAU = 49;
const BETA = 196;
const OMEGA = 55;
const GAMMA1 = 1 << 19;
const GAMMA2 = (Q - 1) / 32;
const C_BYTES = 48;

export const PUBLIC_KEY_BYTES = 32 + 320 * K;
export const SIGNATURE_BYTES = C_BYTES + 640 * L + OMEGA + K;

const xof = (name) => (outputLength, ...parts) =>
  createHash(name, { outputLength }).update(Buffer.concat(parts)).digest();
const shake128 = xof('shake128');
const shake256 = xof('shake256');
const range = (n) => Array.from({ length: n }, (_, i) => i);
const times = (a, b) => (a * b) % Q; // below 2^46, so exact
const mod = (a) => ((a % Q) + Q) % Q;

// ---- section 7.5: the number-theoretic transform, on 256 numbers from 0 to Q - 1

/** ζ = 1753 to the power of the eight bits of i in reverse order (appendix B). */
const ZETAS = range(256).map((i) => {
  let zeta = 1;
  for (let bit = 0, square = 1753; bit < 8; bit++, square = times(square, square)) {
    if ((i >> (7 - bit)) & 1) zeta = times(zeta, square);
  }
  return zeta;
});

/** Algorithm 41. */
function ntt(poly) {
  const w = poly.slice();
  let m = 0;
  for (let len = 128; len >= 1; len >>= 1) {
    for (let start = 0; start < 256; start += 2 * len) {
      const z = ZETAS[++m];
      for (let j = start; j < start + len; j++) {
        const t = times(z, w[j + len]);
        w[j + len] = mod(w[j] - t);
        w[j] = mod(w[j] + t);
      }
    }
  }
  return w;
}

/** Algorithm 42. */
function inverseNtt(poly) {
  const w = poly.slice();
  let m = 256;
  for (let len = 1; len < 256; len <<= 1) {
    for (let start = 0; start < 256; start += 2 * len) {
      const z = Q - ZETAS[--m];
      for (let j = start; j < start + len; j++) {
        const t = w[j];
        w[j] = mod(t + w[j + len]);
        w[j + len] = times(z, mod(t - w[j + len]));
      }
    }
  }
  return w.map((a) => times(8347681, a)); // 256^-1
}

const plus = (a, b) => a.map((x, i) => mod(x + b[i]));
const minus = (a, b) => a.map((x, i) => mod(x - b[i]));
const product = (a, b) => a.map((x, i) => times(x, b[i]));

// ---- section 7.1 and 7.2: bytes

/** Algorithm 16 backwards: 256 numbers of so many bits each, the lowest bit first. */
function unpacked(bytes, bits) {
  const poly = new Array(256);
  for (let i = 0, at = 0, held = 0, value = 0; i < 256; i++) {
    while (held < bits) {
      value += bytes[at++] * 2 ** held;
      held += 8;
    }
    poly[i] = value % 2 ** bits;
    value = Math.floor(value / 2 ** bits);
    held -= bits;
  }
  return poly;
}

/** Algorithm 28: two numbers below 16 a byte. */
const packedHighBits = (polys) =>
  Buffer.concat(polys.map((w) => Buffer.from(range(128).map((i) => w[2 * i] | (w[2 * i + 1] << 4)))));

/** Algorithm 21: the places of the ones, ascending within each polynomial; null where that isn't their one encoding. */
function hints(bytes) {
  const all = range(K).map(() => new Array(256).fill(0));
  let index = 0;
  for (let i = 0; i < K; i++) {
    const end = bytes[OMEGA + i];
    if (end < index || end > OMEGA) return null;
    for (const first = index; index < end; index++) {
      if (index > first && bytes[index - 1] >= bytes[index]) return null;
      all[i][bytes[index]] = 1;
    }
  }
  return bytes.subarray(index, OMEGA).every((b) => b === 0) ? all : null;
}

// ---- section 7.3: from hashes

/** Algorithm 30; 840 bytes nearly always do, else more of the same stream. */
function uniform(seed, outputLength = 840) {
  const stream = shake128(outputLength, seed);
  const poly = [];
  for (let at = 0; at + 3 <= stream.length && poly.length < 256; at += 3) {
    const value = stream.readUIntLE(at, 3) & 0x7fffff;
    if (value < Q) poly.push(value);
  }
  return poly.length === 256 ? poly : uniform(seed, 2 * outputLength);
}

/** Algorithm 29: ±1 in 49 places. */
function challenge(seed, outputLength = 272) {
  const stream = shake256(outputLength, seed);
  const signs = stream.readBigUInt64LE(0);
  const c = new Array(256).fill(0);
  let at = 8;
  for (let i = 256 - TAU; i < 256; i++) {
    while (at < stream.length && stream[at] > i) at++;
    if (at === stream.length) return challenge(seed, 2 * outputLength);
    const j = stream[at++];
    c[i] = c[j];
    c[j] = (signs >> BigInt(i + TAU - 256)) & 1n ? Q - 1 : 1;
  }
  return c;
}

// ---- section 7.4: high bits

/** Algorithm 40. */
function usedHint(hint, r) {
  let low = r % (2 * GAMMA2);
  if (low > GAMMA2) low -= 2 * GAMMA2;
  const high = r - low === Q - 1 ? 0 : (r - low) / (2 * GAMMA2);
  if (r - low === Q - 1) low -= 1;
  return hint === 0 ? high : (high + (low > 0 ? 1 : 15)) % 16;
}

/**
 * Whether this is a signature over the message by this key: algorithm 3, "pure", by default with the empty context.
 * False for whatever is of another length.
 */
export function isSigned(publicKey, message, signature, context = Buffer.alloc(0)) {
  if (publicKey.length !== PUBLIC_KEY_BYTES || signature.length !== SIGNATURE_BYTES || context.length > 255) return false;
  const pure = Buffer.concat([Buffer.from([0, context.length]), context, message]);

  // algorithm 8
  const rho = publicKey.subarray(0, 32);
  const t1 = range(K).map((i) => unpacked(publicKey.subarray(32 + 320 * i, 352 + 320 * i), 10));
  const c = signature.subarray(0, C_BYTES);
  const z = range(L).map((i) =>
    unpacked(signature.subarray(C_BYTES + 640 * i, C_BYTES + 640 * (i + 1)), 20).map((v) => GAMMA1 - v));
  const h = hints(signature.subarray(C_BYTES + 640 * L));
  if (h === null || z.some((poly) => poly.some((v) => Math.abs(v) >= GAMMA1 - BETA))) return false;

  const mu = shake256(64, shake256(64, publicKey), pure);
  const cHat = ntt(challenge(c));
  const zHat = z.map((poly) => ntt(poly.map(mod)));
  const w1 = range(K).map((r) => {
    const az = range(L)
      .map((s) => product(uniform(Buffer.concat([rho, Buffer.from([s, r])])), zHat[s]))
      .reduce(plus);
    const ct = product(cHat, ntt(t1[r].map((v) => times(v, 1 << D))));
    return inverseNtt(minus(az, ct)).map((v, i) => usedHint(h[r][i], v));
  });
  return shake256(C_BYTES, mu, packedHighBits(w1)).equals(c);
}
