// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.internal.crypto.Secret;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PassphraseTest {
  @Test
  void wipesTheArrayThatWasTyped() {
    char[] typed = KeyCanary.PASSPHRASE.toCharArray();
    try (Passphrase passphrase = Passphrase.of(typed)) {
      assertThat(typed).containsOnly('\0');
      assertThat(passphrase).hasToString("Passphrase[…]");
    }
  }

  @Test
  void composedAndDecomposedLettersAreTheSamePassphrase() {
    assertThat(utf8("cafe\u0301 für alle")).isEqualTo(utf8("caf\u00e9 fu\u0308r alle"));
    assertThat(utf8("caf\u00e9 😀")).isEqualTo("caf\u00e9 😀".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void isOfNoUseAfterItWasClosed() {
    Passphrase passphrase = KeyCanary.passphrase();
    passphrase.close();
    assertThatThrownBy(passphrase::utf8)
        .isInstanceOfSatisfying(
            CustodyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KEYS_CLOSED));
  }

  private static byte[] utf8(String text) {
    try (Passphrase passphrase = Passphrase.of(text.toCharArray());
        Secret bytes = passphrase.utf8()) {
      return bytes.bytes(SECRET_ACCESS).clone();
    }
  }
}
