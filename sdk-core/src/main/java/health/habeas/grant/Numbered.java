// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import java.util.Optional;

/** A value of a closed list with a wire number, never reused. */
interface Numbered {
  /** The number that stands for this value on the wire. */
  int number();

  static <T extends Numbered> Optional<T> of(T[] values, int number) {
    for (T value : values) {
      if (value.number() == number) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
