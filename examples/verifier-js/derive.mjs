// SPDX-License-Identifier: Apache-2.0
// Check phrases, status handles, views, the day tree and keyboxes, after docs/spec/grants.md and keys.md.

import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { encode } from './cbor.mjs';
import { digest } from './verifier.mjs';

const LISTS = new URL('../../sdk-core/src/main/resources/health/habeas/grant/', import.meta.url);
const LANGUAGES = {
  english: ['en', 'f8c3decb107bdbe0d327d37b2cd8ed1fc6ba7822be7fd5aef367ddbf5256bed9'],
  spanish: ['es', 'defc9ef87425d3df8a7e19d2e2ffd2cfab9552ab4f571335ef8b4a33df01fb32'],
  german: ['de', '1d7f8daec3d5828d01938704c0c21538eb23b776310b36bc1c7f461535576744'],
};
const DEPTH = 17;

const hkdf = (key, domain, ...context) =>
  Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), Buffer.concat([Buffer.from(domain, 'ascii'), ...context]), 32));
const be32 = (n) => Buffer.from([n >>> 24, n >>> 16, n >>> 8, n]);
const hex = (text) => Buffer.from(text, 'hex');

function phrase(grantId, language) {
  const [file, sha] = LANGUAGES[language];
  const list = readFileSync(new URL(`check-words.${file}.txt`, LISTS));
  if (createHash('sha256').update(list).digest('hex') !== sha) throw new Error('the word list is another');
  const words = list.toString('ascii').split('\n');
  const bits = BigInt('0x' + digest('habeas/check-phrase/1', grantId).toString('hex'));
  return Array.from({ length: 6 }, (_, i) => words[Number((bits >> BigInt(256 - 10 * (i + 1))) & 1023n)]);
}

function merged(left, right) {
  const revoked = { ...left.revoked };
  for (const [handle, position] of Object.entries(right.revoked)) {
    revoked[handle] = Math.min(position, revoked[handle] ?? position);
  }
  return { asOf: Math.max(left.asOf, right.asOf), revoked };
}

/** The fewest nodes [level, index] that reach just the days of [from, to), from left to right. */
function cover(from, to, level = 0, index = 0) {
  const size = 1 << (DEPTH - level);
  const [first, end] = [index * size, (index + 1) * size];
  if (from >= end || to <= first || from >= to) return [];
  if (from <= first && end <= to) return [[level, index]];
  return [...cover(from, to, level + 1, 2 * index), ...cover(from, to, level + 1, 2 * index + 1)];
}

function node(root, level, index) {
  let key = root;
  for (let bit = level - 1; bit >= 0; bit--) {
    key = createHmac('sha256', key).update(Buffer.from([(index >> bit) & 1])).digest();
  }
  return key;
}

function compartment({ patientEpoch, mask, category, epoch }) {
  const c = hkdf(hex(patientEpoch), 'habeas/k/compartment/1', Buffer.from([mask, category]));
  const derived = (domain) => hkdf(c, domain, be32(epoch));
  return { root: derived('habeas/k/epoch/1'), page: derived('habeas/k/page/1'), index: derived('habeas/k/index/1') };
}

function keybox(input) {
  const { root, page } = compartment(input);
  const nodes = cover(input.from, input.to).map(([level, index]) => [level, index, node(root, level, index)]);
  const place = [input.mask, input.category, input.epoch, page, nodes];
  return encode(new Map([[1, hex(input.preimage)], [2, [place]], [3, hex(input.updateSecret)]]));
}

const FUNCTIONS = {
  'check-phrase': (i) => phrase(hex(i.grantId), i.language),
  'status-handle': (i) => digest('habeas/status/1', hex(i.preimage)),
  'child-preimage': (i) => hkdf(hex(i.preimage), 'habeas/k/status/1', hex(i.nonce)),
  'merged-view': (i) => merged(i.left, i.right),
  cover: (i) => cover(i.from, i.to),
  compartment: (i) => ({ ...compartment(i), leaf: node(compartment(i).root, DEPTH, i.day) }),
  keybox,
};

/** What the function of this name makes of the input; bytes as hex. */
export function derive(what, input) {
  const asHex = (value) => (Buffer.isBuffer(value) ? value.toString('hex') : value);
  const made = FUNCTIONS[what](input);
  const isPlain = typeof made === 'object' && !Buffer.isBuffer(made) && !Array.isArray(made);
  return isPlain ? Object.fromEntries(Object.entries(made).map(([k, v]) => [k, asHex(v)])) : asHex(made);
}
