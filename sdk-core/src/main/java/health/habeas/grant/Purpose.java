// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

/**
 * Why a record is asked for: HL7 v3-ActReason codes, a closed list.
 *
 * <p>Compared <b>by equality</b> (L40). In HL7's own tree TREAT contains ETREAT, which contains BTG, and HOPERAT contains
 * MLTRAINING: matching by "is-a" would let a treatment grant break the glass. Immutable.
 */
public enum Purpose implements Numbered {
  /** Treatment. */
  TREAT(1),
  /** Emergency treatment. */
  ETREAT(2),
  /** Break the glass. Not granted or served by this version, which lacks the receipt-before-key rule (L41). */
  BTG(3),
  /** Coordination of care. */
  COC(4),
  /** Payment. */
  HPAYMT(5),
  /** Research. */
  HRESCH(6),
  /** Clinical trial. */
  CLINTRCH(7),
  /** Public health. */
  PUBHLTH(8),
  /** The patient asked. */
  PATRQT(9),
  /** The family asked. */
  FAMRQT(10),
  /** Power of attorney. */
  PWATRNY(11),
  /** Support network. */
  SUPNWK(12),
  /** Operations; off unless asked for. */
  HOPERAT(13),
  /** Marketing; off unless asked for. */
  HMARKT(14),
  /** Training of models; off unless asked for. */
  MLTRAINING(15);

  private final int number;

  Purpose(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
