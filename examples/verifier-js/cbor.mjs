// SPDX-License-Identifier: Apache-2.0
// Strict CBOR, docs/spec/grants.md section 2: what has one encoding, and nothing else.

const MAX_DEPTH = 8;
const MAX_INTEGER = (1n << 63n) - 1n;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The one item that these bytes hold: number or bigint, Buffer, string, array, Map. Throws on anything else. */
export function decode(bytes) {
  let at = 0;

  function take(count) {
    if (count > bytes.length - at) throw new Error('a length beyond the end');
    at += count;
    return bytes.subarray(at - count, at);
  }

  function head() {
    const first = take(1)[0];
    const info = first & 0x1f;
    if (info < 24) return [first >> 5, BigInt(info)];
    if (info > 27) throw new Error('an indefinite or reserved length');
    const size = 1 << (info - 24);
    const argument = BigInt('0x' + take(size).toString('hex'));
    const least = size === 1 ? 24n : 1n << BigInt(4 * size);
    if (argument < least) throw new Error('a head that is not the shortest');
    if (argument > MAX_INTEGER) throw new Error('a number beyond 64 bits signed');
    return [first >> 5, argument];
  }

  function items(argument, bytesEach) {
    const count = Number(argument);
    if (count * bytesEach > bytes.length - at) throw new Error('a length beyond the end');
    return count;
  }

  function map(count, depth) {
    const entries = new Map();
    let before = -1;
    for (let i = 0; i < count; i++) {
      const [major, key] = head();
      if (major !== 0 || key >= 1n << 31n || Number(key) <= before) throw new Error('a key out of order');
      before = Number(key);
      entries.set(before, item(depth));
    }
    return entries;
  }

  function item(depth) {
    const [major, argument] = head();
    if (major >= 4 && depth === MAX_DEPTH) throw new Error('nested too deep');
    switch (major) {
      case 0: return small(argument);
      case 1: return small(-1n - argument);
      case 2: return take(items(argument, 1));
      case 3: return utf8.decode(take(items(argument, 1)));
      case 4: return Array.from({ length: items(argument, 1) }, () => item(depth + 1));
      case 5: return map(items(argument, 2), depth + 1);
      default: throw new Error('a tag, float or simple value');
    }
  }

  const value = item(0);
  if (at !== bytes.length) throw new Error('bytes after the end');
  return value;
}

/** The one encoding of a number, Buffer, string, array or Map with ascending keys. */
export function encode(value) {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return value < 0 ? headOf(1, -1n - BigInt(value)) : headOf(0, BigInt(value));
  }
  if (Buffer.isBuffer(value)) return Buffer.concat([headOf(2, BigInt(value.length)), value]);
  if (typeof value === 'string') {
    const text = Buffer.from(value, 'utf8');
    return Buffer.concat([headOf(3, BigInt(text.length)), text]);
  }
  if (Array.isArray(value)) return Buffer.concat([headOf(4, BigInt(value.length)), ...value.map(encode)]);
  const entries = [...value].map(([key, v]) => Buffer.concat([encode(key), encode(v)]));
  return Buffer.concat([headOf(5, BigInt(value.size)), ...entries]);
}

function headOf(major, argument) {
  if (argument < 24n) return Buffer.from([(major << 5) | Number(argument)]);
  const log = argument < 1n << 8n ? 0 : argument < 1n << 16n ? 1 : argument < 1n << 32n ? 2 : 3;
  const hex = argument.toString(16).padStart(2 << log, '0');
  return Buffer.concat([Buffer.from([(major << 5) | (24 + log)]), Buffer.from(hex, 'hex')]);
}

const small = (n) => (n >= Number.MIN_SAFE_INTEGER && n <= Number.MAX_SAFE_INTEGER ? Number(n) : n);
