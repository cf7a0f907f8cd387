// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

/**
 * What a holder owes in return, after HL7 v3-ActCode; a closed list. Obligations only grow along a chain (L22). They are
 * shown and handed over with every Allow; software can't enforce them on the holder's side. Immutable.
 */
public enum Obligation implements Numbered {
  /** Do not disclose further (42 CFR Part 2). */
  NORDSCLCD(1),
  /** Delete after use. */
  DELAU(2),
  /** Do not use for anything but the stated purpose. */
  NOREUSE(3);

  private final int number;

  Obligation(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
