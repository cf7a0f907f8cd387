// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

/** How settled an entry is, weakest first. Immutable. */
public enum Finality {
  /** The backend has the entry and promises to order it. */
  ACCEPTED,
  /** The entry has its position. */
  ORDERED,
  /** The position is irrevocable under the faults that the backend declares. */
  FINAL
}
