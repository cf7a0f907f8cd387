// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import health.habeas.internal.crypto.Argon2id;
import java.nio.file.Path;

/** What the key tests share: a passphrase that must never show, and a custody that is quick to open. */
final class KeyCanary {
  static final String PASSPHRASE = "canary-passphrase-7731";
  static final Argon2id.Cost CHEAP = new Argon2id.Cost(8, 1, 1);

  private KeyCanary() {}

  static Passphrase passphrase() {
    return Passphrase.of(PASSPHRASE.toCharArray());
  }

  static KeyCustody custody(Path file) {
    return new FileCustody(file, passphrase(), () -> CHEAP);
  }
}
