// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.shard.RepairReport;

/**
 * What became of a custodian's replacement. Immutable.
 *
 * @param copied what the next custodian got; nothing if an earlier call had come so far
 * @param emptied whether everything that the vault had at the one that left is deleted. If not, it does not answer, or
 *     objects were lost of which it may still have pieces: repeat the call when it is back. It keeps directives, statements
 *     about keys and orders to delete, which are its own
 * @param durability what may be lost from now on
 */
public record ReplacementReport(RepairReport copied, boolean emptied, Durability durability) {}
