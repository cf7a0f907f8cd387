// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import java.util.Arrays;
import java.util.Optional;

/** Whose keys a custody holds. Numbers are file values and never reused. Immutable. */
public enum KeyKind {
  /** The patient's: everything of a vault derives from these. */
  PATIENT(1),
  /** A holder's: these sign for a grant that names it, and open the keys sealed to it. */
  HOLDER(2);

  private final int number;

  KeyKind(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static Optional<KeyKind> of(long number) {
    return Arrays.stream(values()).filter(k -> k.number == number).findFirst();
  }
}
