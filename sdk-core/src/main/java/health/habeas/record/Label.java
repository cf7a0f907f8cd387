// SPDX-License-Identifier: Apache-2.0
package health.habeas.record;

import java.util.Optional;

/**
 * How sensitive a record is, after HL7 v3-ActCode. A record has either {@link #NORMAL} alone or one or more of the
 * others; a grant reads it only when it names all of them (L12).
 *
 * <p>Immutable. Registry version 1; numbers are wire values, and bit positions in a compartment's label set.
 */
public enum Label {
  /** Nothing sensitive is known. */
  NORMAL(0),
  /** Mental health. */
  PSY(1),
  /** Substance use, 42 CFR Part 2. */
  ETH(2),
  HIV(3),
  /** Sexuality and reproductive health. */
  SEX(4),
  /** Genetic disease. */
  GDIS(5),
  /** Sexual assault, abuse or domestic violence. */
  SDV(6),
  /** The patient's own label. */
  RESTRICTED(7);

  private static final Label[] VALUES = values();

  private final int number;

  Label(int number) {
    this.number = number;
  }

  /** The number that stands for this label on the wire, 0 to 7. */
  public int number() {
    return number;
  }

  /**
   * The label with this wire number; empty for a number of a later registry (L13).
   *
   * @param number a wire number
   */
  public static Optional<Label> of(int number) {
    for (Label value : VALUES) {
      if (value.number == number) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
