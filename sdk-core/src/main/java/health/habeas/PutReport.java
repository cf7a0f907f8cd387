// SPDX-License-Identifier: Apache-2.0
package health.habeas;

/**
 * What a put did: all of it is durable, or the put threw and none of it is. Immutable.
 *
 * @param added records that are new
 * @param updated records that got a new version
 * @param unchanged records that were there already, byte for byte
 * @param receipt the commit's place in the ledger
 */
public record PutReport(int added, int updated, int unchanged, Receipt receipt) {}
