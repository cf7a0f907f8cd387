// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

/** What a backend can do beyond the least; what is absent is absent, never emulated. Immutable. */
public enum LedgerCapability {
  /** A batch is recorded whole or not at all, also across a kill. */
  ATOMIC_BATCH,
  /** Acknowledged entries survive a killed process and a power cut. */
  DURABLE
}
