// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.shard.StripeLayout;

/**
 * What may be lost without a record being lost, as the vault's custodians are now. Immutable.
 *
 * <p>It holds for objects of which every piece is where it belongs. When a put returns, at least {@link StripeLayout#writeQuorum} pieces are durable, so that
 * {@link #lostAtOnce} custodians may be lost at that moment. It is about reading: a vault that is opened, or written to,
 * needs all custodians but ⌊m / 2⌋, and the records wait while more are away.
 *
 * @param layout how many pieces an object has, and how many rebuild it
 * @param custodians how many there are; an object's pieces lie at as many of them as it has pieces
 * @param domains in how many failure domains
 * @param mostInOneDomain the most pieces of one object that are in one domain
 */
public record Durability(StripeLayout layout, int custodians, int domains, int mostInOneDomain) {
  /** How many custodians may be lost, whichever. */
  public int custodiansMayFail() {
    return layout.parity();
  }

  /** How many domains may be lost, whichever; 0 if one may be too many. */
  public int domainsMayFail() {
    return layout.parity() / mostInOneDomain;
  }

  /** How many custodians may be lost at the moment when a put returns. */
  public int lostAtOnce() {
    return layout.writeQuorum() - layout.data();
  }

  /** For people, in one sentence. */
  @Override
  public String toString() {
    return layout + " pieces rebuild a record: any " + custodiansMayFail() + " of " + custodians
        + " custodians may be lost, or any " + domainsMayFail() + " of " + domains
        + " failure domains, each with at most " + mostInOneDomain + " of the pieces";
  }
}
