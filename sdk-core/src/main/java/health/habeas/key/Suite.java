// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import java.util.Arrays;
import java.util.Optional;

/**
 * The algorithms of a vault's grants, named as a whole: who may choose one part of them may choose the weakest. Numbers
 * are wire values and never reused. Immutable.
 *
 * <p>In both, keyboxes are sealed with X-Wing, so what is recorded today stays closed to a later quantum computer. The
 * suites differ in who can be believed once there is one. Source: docs/spec/grants.md.
 */
public enum Suite {
  /** Ed25519: small, fast, and forged by a large quantum computer. */
  S1(1),

  /**
   * Ed25519 and ML-DSA-65 (FIPS 204), both required for grants, proofs of possession and cards: holds while either does. A
   * chain of one link has some 8 kB instead of 350 bytes, so it doesn't fit a QR code.
   */
  S2(2);

  private final int number;

  Suite(int number) {
    this.number = number;
  }

  /** The wire number. */
  public int number() {
    return number;
  }

  /**
   * The suite with a wire number; empty for one that this version doesn't know.
   *
   * @param number as read
   */
  public static Optional<Suite> of(long number) {
    return Arrays.stream(values()).filter(suite -> suite.number == number).findFirst();
  }
}
