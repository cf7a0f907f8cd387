// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import health.habeas.internal.crypto.Argon2id;
import java.nio.file.Path;

/** Key files that open in a millisecond, for tests that open them a thousand times. */
public final class QuickCustody {
  private QuickCustody() {}

  /**
   * A file custody with the cheapest cost there is.
   *
   * @param file where the keys rest
   * @param passphrase at least 8 characters
   */
  public static KeyCustody at(Path file, String passphrase) {
    return new FileCustody(
        file, Passphrase.of(passphrase.toCharArray()), () -> new Argon2id.Cost(8, 1, 1));
  }
}
