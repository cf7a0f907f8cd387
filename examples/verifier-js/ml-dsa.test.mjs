// SPDX-License-Identifier: Apache-2.0
// Holds ml-dsa.mjs to Wycheproof's vectors: node ml-dsa.test.mjs <mldsa_65_verify_test.json>

import { readFileSync } from 'node:fs';
import { isSigned } from './ml-dsa.mjs';

const hex = (text) => Buffer.from(text, 'hex');
const cases = JSON.parse(readFileSync(process.argv[2], 'utf8')).testGroups.flatMap((group) =>
  group.tests.map((test) => ({ ...test, key: hex(group.publicKey) })));
let agree = 0;
for (const { tcId, key, msg, ctx, sig, result } of cases) {
  if (isSigned(key, hex(msg), hex(sig), hex(ctx ?? '')) === (result === 'valid')) agree++;
  else console.log(`case ${tcId}: expected ${result}`);
}
console.log(`ml-dsa: ${agree} of ${cases.length} cases agree`);
process.exitCode = agree === cases.length && agree > 0 ? 0 : 1;
