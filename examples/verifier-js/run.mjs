// SPDX-License-Identifier: Apache-2.0
// Checks every vector of sdk-testkit/vectors, or of the folder that is named: node run.mjs [folder]

import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { derive } from './derive.mjs';
import { chain, codeOf, decide, directives, fromText } from './verifier.mjs';

const FOLDER = process.argv[2] ?? fileURLToPath(new URL('../../sdk-testkit/vectors', import.meta.url));
const FIRST_DAY = Date.UTC(1900, 0, 1);

const filesIn = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : entry.name.endsWith('.json') ? [path] : [];
  });
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const hex = (text) => Buffer.from(text, 'hex');

/** Hex, or a list of hex and [hex, how often]. */
const bytes = (value) =>
  typeof value === 'string'
    ? hex(value)
    : Buffer.concat(value.map((part) => (typeof part === 'string' ? hex(part) : hex(part[0].repeat(part[1])))));
const days = (value) => (value === 'ALL' ? [0, 131072] : value);
const keys = (value) => (value === 'ALL' ? value : value.map(hex));

function requestOf({ vault, action, purpose, record: r, selection: s }) {
  const record = r && { ...r, source: hex(r.source), dayNumber: (Date.parse(r.day) - FIRST_DAY) / 86400000 };
  return { vault: hex(vault), action, purpose, record, selection: s && { ...s, days: days(s.days) } };
}

function directiveOf(d) {
  const [actions, types, categories, span, labels, sources, ids] = d.atom;
  const atom = { actions, types, categories, days: days(span), labels, sources: keys(sources), ids };
  return { suite: d.suite ?? 1, vault: hex(d.vault), holders: keys(d.holders), purposes: d.purposes, atom };
}

const viewOf = (view) => ({ ...view, keys: view.keys.map((k) => ({ ...k, vault: hex(k.vault), key: hex(k.key) })) });

const inputOf = (v) => ({
  ...v,
  chain: bytes(v.chain),
  proof: bytes(v.proof),
  request: requestOf(v.request),
  nonce: hex(v.nonce),
  view: viewOf(v.view),
  directives: v.directives.map(directiveOf),
  firstBreak: v.firstBreak === 'none' ? null : v.firstBreak,
  accepted: v.accepted === 'lost' ? null : new Set(v.accepted),
});

function outcome(vector) {
  switch (vector.kind) {
    case 'decision': return decide(inputOf(vector));
    case 'text': return codeOf(() => chain(fromText(vector.text)));
    case 'directives': return codeOf(() => directives(bytes(vector.signed), vector.suite, hex(vector.rootKey)));
    case 'derivation': return isDeepStrictEqual(derive(vector.what, vector.input), vector.output) ? 'output' : 'another output';
    default: return 'an unknown kind';
  }
}

const defaults = read(join(FOLDER, 'defaults.json'));
const files = filesIn(FOLDER).filter((path) => relative(FOLDER, path) !== 'defaults.json').sort();
let agree = 0;
for (const path of files) {
  const vector = { ...defaults, ...read(path) };
  const got = outcome(vector);
  if (got === vector.expect) agree++;
  else console.log(`${relative(FOLDER, path)}: expected ${vector.expect}, got ${got}`);
}
console.log(`verifier-js: ${agree} of ${files.length} vectors agree`);
process.exitCode = agree === files.length && agree > 0 ? 0 : 1;
