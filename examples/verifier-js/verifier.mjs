// SPDX-License-Identifier: Apache-2.0
// A second verifier of grants, after docs/spec/grants.md; it shares nothing with the SDK. Node's own crypto, no dependencies.

import { createHash, createPublicKey, verify } from 'node:crypto';
import { decode, encode } from './cbor.mjs';
import * as mlDsa from './ml-dsa.mjs';

class Denied extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const require = (holds, code) => {
  if (!holds) throw new Denied(code);
};
const MALFORMED = 'HBS-1001';
const LIMIT = 'HBS-1006';
const UNKNOWN = 'HBS-1007';
const LAST_SECOND = 253402300799;
const DAYS = 131072;
const BREAK_GLASS = 3;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const BLANK = /^[\t-\r\x1c-\x20\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]*$/;

export const digest = (domain, ...parts) =>
  createHash('sha256').update(Buffer.concat([Buffer.from(domain, 'ascii'), ...parts])).digest();
const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

// ---- section 2: bytes

/** What a suite fixes: header, sizes, how a signature holds, how a key's vault is named. */
const S1 = {
  header: Buffer.from('a10127', 'hex'),
  signatureBytes: 64,
  vaultDomain: 'habeas/vault-id/1',
  holds: isEd25519,
};
const S2 = {
  header: Buffer.from('a1013a00010000', 'hex'),
  signatureBytes: 64 + mlDsa.SIGNATURE_BYTES,
  vaultDomain: 'habeas/hybrid-vault-id/1',
  holds: (key, message, signature) =>
    isEd25519(key.subarray(0, 32), message, signature.subarray(0, 64)) &&
    mlDsa.isSigned(key.subarray(32), message, signature.subarray(64)),
};
const SUITES = new Map([[1, S1], [2, S2]]);
const RECORD_BYTES = 32 + mlDsa.PUBLIC_KEY_BYTES;
const keyId = (record) => digest('habeas/hybrid-key/1', record);
const longer = (suite) => suite.signatureBytes - S1.signatureBytes;

function strictly(bytes, code) {
  try {
    return decode(bytes);
  } catch {
    throw new Denied(code);
  }
}

function signed(bytes, suite, code) {
  const parts = strictly(bytes, code);
  require(Array.isArray(parts) && parts.length === 4, code);
  const [header, unprotected, payload, signature] = parts;
  require(Buffer.isBuffer(header) && header.equals(suite.header), code);
  require(unprotected instanceof Map && unprotected.size === 0, code);
  require(Buffer.isBuffer(payload) && isBytes(signature, suite.signatureBytes), code);
  return { payload, signature };
}

const isSigned = ({ payload, signature }, suite, domain, key) =>
  suite.holds(key, encode(['Signature1', suite.header, Buffer.from(domain, 'ascii'), payload]), signature);

function isEd25519(key, message, signature) {
  const s = BigInt('0x' + Buffer.from(signature.subarray(32)).reverse().toString('hex'));
  if (s >= ORDER) return false;
  try {
    const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]);
    return verify(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
  } catch {
    return false;
  }
}

const isBytes = (value, size) => Buffer.isBuffer(value) && value.length === size;
const isInteger = (value) => typeof value === 'number' || typeof value === 'bigint';
const isWithin = (value, low, high) => typeof value === 'number' && value >= low && value <= high;

// what an item of a set must be
const numbered = (low, high) => (value) => {
  require(isWithin(value, 0, 2 ** 31 - 1), MALFORMED);
  require(value >= low && value <= high, UNKNOWN);
};
const ACTION = numbered(1, 4);
const CATEGORY = numbered(1, 20);
const LABEL = numbered(0, 7);
const PURPOSE = numbered(1, 15);
const OBLIGATION = numbered(1, 3);
const TEXT = (value) => require(typeof value === 'string' && Buffer.byteLength(value) <= 4096, MALFORMED);
const KEY = (value) => require(isBytes(value, 32), MALFORMED);
const RECORD_ID = (value) =>
  require(typeof value === 'string' && value.length <= 256 && !BLANK.test(value), MALFORMED);

function set(values, item) {
  require(Array.isArray(values) && values.length <= 4096, MALFORMED);
  values.forEach(item);
  const encoded = values.map(encode);
  require(encoded.every((e, i) => i === 0 || Buffer.compare(encoded[i - 1], e) < 0), MALFORMED);
  return values;
}

const field = (value, item) => (value === 'ALL' ? value : set(value, item));

function days(value) {
  if (value === 'ALL') return [0, DAYS];
  require(Array.isArray(value) && value.length === 2 && isWithin(value[0], 0, DAYS), MALFORMED);
  require(isWithin(value[1], value[0], DAYS) && value[1] - value[0] < DAYS, MALFORMED);
  return value;
}

function atom(value) {
  require(Array.isArray(value) && value.length === 7, MALFORMED);
  const [actions, types, categories, span, labels, sources, ids] = value;
  return {
    actions: field(actions, ACTION), types: field(types, TEXT), categories: field(categories, CATEGORY), days: days(span),
    labels: field(labels, LABEL), sources: field(sources, KEY), ids: field(ids, RECORD_ID),
  };
}

function line(value) {
  require(Array.isArray(value) && value.length === 8 && isWithin(value[7], 0, 63), MALFORMED);
  return { ...atom(value.slice(0, 7)), parent: value[7] };
}

function grant(body) {
  const map = strictly(body, MALFORMED);
  require(map instanceof Map, MALFORMED);
  require(isInteger(map.get(1)) && isInteger(map.get(2)), MALFORMED);
  require(map.get(1) === 1 && SUITES.has(map.get(2)), UNKNOWN);
  require(map.size <= 20, UNKNOWN);
  const at = (n, low, high) => {
    require(isWithin(map.get(n), low, high), MALFORMED);
    return map.get(n);
  };
  const sized = (n, size) => {
    require(isBytes(map.get(n), size), MALFORMED);
    return map.get(n);
  };
  require(Array.isArray(map.get(6)), MALFORMED);
  require(map.get(6).length <= 64, LIMIT);
  const g = {
    id: digest('habeas/grant-id/1', body), suite: SUITES.get(map.get(2)), vault: sized(3, 32), issuer: sized(4, 32), holder: sized(5, 32),
    scope: map.get(6).map(line), purposes: set(map.get(7), PURPOSE),
    notBefore: at(8, 0, LAST_SECOND), expires: at(9, 0, LAST_SECOND), depth: at(10, 0, 4),
    audience: field(map.get(11), TEXT), obligations: set(map.get(12), OBLIGATION), nonce: sized(13, 16),
    parent: sized(14, map.get(14)?.length === 0 ? 0 : 32), status: sized(15, 32), offline: at(16, 0, 2592000),
    keybox: sized(17, 32), uses: at(18, 0, 1000000), eraseAt: at(19, 0, LAST_SECOND),
    ledgerSize: at(20, 0, Number.MAX_SAFE_INTEGER),
  };
  require(g.purposes.length > 0 && g.notBefore < g.expires, MALFORMED);
  require(g.eraseAt === 0 || g.eraseAt >= g.expires, MALFORMED);
  require(g.parent.length > 0 || g.scope.every((a) => a.parent === 0), MALFORMED);
  return g;
}

function link(bytes) {
  const begins = (suite) => bytes.subarray(1).indexOf(encode(suite.header)) === 0;
  const suite = begins(S2) ? S2 : S1;
  require(bytes.length <= 4096 + longer(suite), LIMIT);
  const whole = signed(bytes, suite, MALFORMED);
  const read = grant(whole.payload);
  require(read.suite === suite, MALFORMED);
  return { ...read, whole };
}

/** The keys of each link's issuer and of the last holder: what the grants name, or in S2 the records that hash to it. */
function keysOf(links, records) {
  const named = [...links.map((g) => g.issuer), links.at(-1).holder];
  if (links[0].suite === S1) {
    require(records === undefined, MALFORMED);
    return named;
  }
  require(Array.isArray(records) && records.length === named.length, MALFORMED);
  require(records.every((r) => isBytes(r, RECORD_BYTES)), MALFORMED);
  require(records.every((r, i) => keyId(r).equals(named[i])), MALFORMED);
  return records;
}

/** A chain from its bytes; throws a Denied with the code of rule 1. */
export function chain(bytes) {
  const map = strictly(bytes, MALFORMED);
  require(map instanceof Map && [1, 2].every((n) => map.has(n)) && map.size === (map.has(3) ? 3 : 2), MALFORMED);
  const [encoded, keybox] = [map.get(1), map.get(2)];
  require(Array.isArray(encoded) && encoded.every(Buffer.isBuffer) && Buffer.isBuffer(keybox), MALFORMED);
  require(encoded.length <= 5 && keybox.length <= 262144, LIMIT);
  require(encoded.length > 0, 'HBS-1008');
  const links = encoded.map(link);
  require(links.every((g) => g.suite === links[0].suite), 'HBS-1008');
  const keys = keysOf(links, map.get(3));
  require(keybox.length === 0 || sha256(keybox).equals(links.at(-1).keybox), MALFORMED);
  const shown = encode(new Map(map).set(2, Buffer.alloc(0)));
  return { links, keys, suite: links[0].suite, digest: digest('habeas/chain/1', shown) };
}

/** The bytes of a chain's text form. */
export function fromText(text) {
  require(/^habeas:[A-Za-z0-9_-]*$/.test(text), MALFORMED);
  const bytes = Buffer.from(text.slice(7), 'base64url');
  require(bytes.toString('base64url') === text.slice(7), MALFORMED);
  return bytes;
}

// ---- section 3: scopes

const equal = (a, b) => (Buffer.isBuffer(a) ? Buffer.isBuffer(b) && a.equals(b) : a === b);
const has = (f, value) => f === 'ALL' || f.some((v) => equal(v, value));
const subset = (a, b) => (a === 'ALL' ? b === 'ALL' : a.every((v) => has(b, v)));
const overlap = (a, b) => (a === 'ALL' ? b.length > 0 : a.some((v) => has(b, v)));
const FIELDS = ['actions', 'types', 'categories', 'labels', 'sources', 'ids'];
const daysWithin = (a, b) => a[0] === a[1] || (a[0] >= b[0] && a[1] <= b[1]);
const daysOverlap = (a, b) => Math.max(a[0], b[0]) < Math.min(a[1], b[1]);
const isEmpty = (a) => a.days[0] === a.days[1] || FIELDS.some((f) => a[f].length === 0);
const atomWithin = (a, b) => b !== undefined && daysWithin(a.days, b.days) && FIELDS.every((f) => subset(a[f], b[f]));

const matchesButLabels = (a, action, r) =>
  has(a.actions, action) && has(a.types, r.type) && r.dayNumber >= a.days[0] && r.dayNumber < a.days[1] &&
  has(a.sources, r.source) && has(a.ids, r.id) && r.categories.some((c) => has(a.categories, c));
const matches = (a, action, r) =>
  r.labels.length > 0 && r.labels.every((l) => has(a.labels, l)) && matchesButLabels(a, action, r);
const overlaps = (a, action, s) =>
  !isEmpty(a) && has(a.actions, action) && overlap(a.types, s.types) && overlap(a.categories, s.categories) &&
  daysOverlap(a.days, s.days);

// ---- section 4: handing on

const follows = (child, parent) =>
  child.parent.equals(parent.id) && child.issuer.equals(parent.holder) && child.vault.equals(parent.vault);
const capped = (child, parent) => parent === 0 || (child !== 0 && child <= parent);
const attenuates = (child, parent) =>
  child.scope.every((a) => atomWithin(a, parent.scope[a.parent])) &&
  subset(child.purposes, parent.purposes) && subset(child.audience, parent.audience) &&
  subset(parent.obligations, child.obligations) &&
  child.notBefore >= parent.notBefore && child.expires <= parent.expires && child.offline <= parent.offline &&
  capped(child.uses, parent.uses) && capped(child.eraseAt, parent.eraseAt) && child.depth < parent.depth;

// ---- section 5: possession

const sorted = (values) => (values === 'ALL' ? values : values.slice().sort((a, b) => Buffer.compare(encode(a), encode(b))));

function selectorDigest(request) {
  const { vault, record: r, selection: s } = request;
  const span = s && (s.days[0] === 0 && s.days[1] === DAYS ? 'ALL' : s.days);
  const asked = r
    ? [r.id, r.type, r.day, sorted(r.categories), sorted(r.labels), r.source]
    : [sorted(s.types), sorted(s.categories), span];
  return digest('habeas/selector/1', encode([vault, asked]));
}

function possession(input, whole, t) {
  const code = 'HBS-1014';
  require(input.proof.length <= 2048 + longer(whole.suite), code);
  const proof = signed(input.proof, whole.suite, code);
  const claim = strictly(proof.payload, code);
  require(claim instanceof Map && isWithin(claim.get(7), 0, LAST_SECOND) && isBytes(claim.get(8), 16), code);
  const { request, verifier, nonce } = input;
  const values = [whole.digest, verifier, request.action, selectorDigest(request), request.purpose, nonce, claim.get(7), claim.get(8)];
  require(encode(new Map(values.map((v, i) => [i + 1, v]))).equals(proof.payload), code);
  require(t >= claim.get(7) - 60 && t <= claim.get(7) + 360, code);
  require(isSigned(proof, whole.suite, 'habeas/pop/1', whole.keys.at(-1)), code);
  return whole.digest.toString('hex') + ':' + claim.get(8).toString('hex');
}

// ---- section 6: decision

function directive(value) {
  require(Array.isArray(value) && value.length === 3, MALFORMED);
  return { holders: field(value[0], KEY), purposes: field(value[1], PURPOSE), atom: atom(value[2]) };
}

/** A patient's signed set, by the root key of a vault of this suite; throws where it is unsound. */
export function directives(bytes, number, rootKey) {
  const code = 'HBS-1027';
  const suite = SUITES.get(number);
  require(bytes.length <= 65536, code);
  const whole = signed(bytes, suite, code);
  const map = strictly(whole.payload, code);
  require(map instanceof Map && map.size === (suite === S1 ? 3 : 4), code);
  const record = suite === S1 ? rootKey : map.get(4);
  require(suite === S1 || (isBytes(record, RECORD_BYTES) && keyId(record).equals(rootKey)), code);
  require(isSigned(whole, suite, 'habeas/directives/1', record), code);
  require(isInteger(map.get(2)) && map.get(2) >= 1, code);
  require(isBytes(map.get(1), 32) && digest(suite.vaultDomain, rootKey).equals(map.get(1)), code);
  require(Array.isArray(map.get(3)) && map.get(3).length <= 256, code);
  require(codeOf(() => set(map.get(3), directive)) === 'allow', code);
}

function isForbidden(d, links, request) {
  const { vault, action, purpose, record, selection: s } = request;
  // the same 32 bytes in two suites are two keys
  const isAbout = ({ suite, holder }) => d.holders === 'ALL' || (SUITES.get(d.suite) === suite && has(d.holders, holder));
  if (!d.vault.equals(vault) || !has(d.purposes, purpose) || !links.some(isAbout)) return false;
  if (record) return record.labels.some((l) => has(d.atom.labels, l)) && matchesButLabels(d.atom, action, record);
  return has(d.atom.actions, action) && subset(s.types, d.atom.types) && subset(s.categories, d.atom.categories) &&
    daysWithin(s.days, d.atom.days) && ['labels', 'sources', 'ids'].every((f) => d.atom[f] === 'ALL');
}

function keysLive(links, { keys, followed }) {
  const about = (g, key) => keys.filter((k) => k.vault.equals(g.vault) && k.key.equals(key)).map((k) => k.issuedBefore);
  for (const g of links) {
    for (const key of [g.issuer, g.holder]) require(!about(g, key).includes(0), 'HBS-1024');
  }
  for (const g of links) {
    const before = Math.max(0, ...about(g, g.issuer));
    require(g.ledgerSize >= before, 'HBS-1004');
    require(before === 0 || g.ledgerSize <= followed, 'HBS-1017');
  }
}

function mayBreakGlass(links, action, t, firstBreak) {
  const [{ depth, purposes, scope }] = links;
  const reads = action <= 2 && scope.every((a) => subset(a.actions, [1, 2]));
  return links.length === 1 && depth === 0 && purposes.length === 1 && reads && (firstBreak === null || t < firstBreak + 86400);
}

function decided(input) {
  const { request, view, now } = input;
  const whole = chain(input.chain);
  const { links, keys, suite } = whole;
  const root = links[0];
  const pairs = links.slice(1).map((child, i) => [child, links[i]]);
  require(root.parent.length === 0 && digest(suite.vaultDomain, root.issuer).equals(root.vault), 'HBS-1010');
  require(pairs.every(([child, parent]) => follows(child, parent)), 'HBS-1008');
  require(links.every((g, i) => isSigned(g.whole, suite, 'habeas/grant/1', keys[i])), 'HBS-1002');
  require(pairs.every(([child, parent]) => attenuates(child, parent)), 'HBS-1009');
  require(request.vault.equals(root.vault), 'HBS-1020');
  require(now + 300 >= view.asOf, 'HBS-1019');
  const t = Math.max(now, view.asOf);
  for (const g of links) {
    require(t < g.expires, 'HBS-1003');
    require(t >= g.notBefore - 60, 'HBS-1005');
  }
  const offline = links.length === 1 && request.purpose !== BREAK_GLASS ? root.offline : 0;
  require(t - view.asOf <= Math.max(60, offline), 'HBS-1017');
  require(links.every((g) => !(g.status.toString('hex') in view.revoked)), 'HBS-1004');
  keysLive(links, view);
  require(links.every((g) => g.uses === 0 || input.earlierUses < g.uses), 'HBS-1023');
  require(links.every((g) => has(g.audience, input.verifier)), 'HBS-1013');
  const use = possession(input, whole, t);
  require(links.every((g) => has(g.purposes, request.purpose)), 'HBS-1012');
  require(request.purpose !== BREAK_GLASS || mayBreakGlass(links, request.action, t, input.firstBreak), 'HBS-1025');
  require(!input.directives.some((d) => isForbidden(d, links, request)), 'HBS-1016');
  const covers = (a) =>
    request.record ? matches(a, request.action, request.record) : overlaps(a, request.action, request.selection);
  require(links.every((g) => g.scope.some(covers)), 'HBS-1011');
  require(input.accepted !== null, 'HBS-1021');
  require(!input.accepted.has(use), 'HBS-1015');
  input.accepted.add(use);
}

/** "allow", or the code of the first rule that fails. */
export function decide(input) {
  return codeOf(() => decided(input));
}

/** "allow" when this is done, or the code why not. */
export function codeOf(work) {
  try {
    work();
    return 'allow';
  } catch (e) {
    return e instanceof Denied ? e.code : 'HBS-1021';
  }
}
