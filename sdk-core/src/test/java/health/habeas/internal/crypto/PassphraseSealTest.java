// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PassphraseSealTest {
  private static final Argon2id.Cost CHEAP = new Argon2id.Cost(8, 1, 1);
  private static final byte[] SALT = new byte[16];
  private static final byte[] HEADER = {1, 2, 3};

  private static PassphraseSeal seal(String passphrase, byte[] salt) {
    try (Secret typed =
        Secret.owning(passphrase.getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
      return PassphraseSeal.of(typed, salt, CHEAP);
    }
  }

  @Test
  void opensUnderTheSamePassphraseSaltAndHeaderOnly() {
    try (PassphraseSeal mine = seal("correct horse", SALT);
        PassphraseSeal again = seal("correct horse", SALT);
        PassphraseSeal other = seal("wrong horse", SALT);
        PassphraseSeal salted = seal("correct horse", Arrays.copyOf(HEADER, 16));
        Secret content = Secret.owning(new byte[] {42})) {
      byte[] sealed = mine.seal(content, HEADER);
      assertThat(again.open(sealed, HEADER).orElseThrow().sameAs(content)).isTrue();
      assertThat(again.open(sealed, SALT)).isEmpty();
      assertThat(other.open(sealed, HEADER)).isEmpty();
      assertThat(salted.open(sealed, HEADER)).isEmpty();
    }
  }

  @Test
  void theCheckValueTellsPassphrasesApartAndIsNotTheKey() {
    try (PassphraseSeal mine = seal("correct horse", SALT);
        PassphraseSeal again = seal("correct horse", SALT);
        PassphraseSeal other = seal("wrong horse", SALT);
        Secret check = Secret.owning(mine.check());
        Secret content = Secret.owning(new byte[] {42})) {
      assertThat(again.check()).isEqualTo(mine.check()).isNotEqualTo(other.check());
      byte[] sealed = mine.seal(content, HEADER);
      assertThat(opensWith(check.bytes(SECRET_ACCESS), sealed)).isFalse();
    }
  }

  /** Tink's AES-GCM as the seal calls it: a 32-byte key, the nonce in front, the tag behind. */
  @Test
  void tinkOpensExactlyWhatWycheproofCallsValid() throws GeneralSecurityException {
    int checked = 0;
    for (Vectors.Case one : Vectors.wycheproof("aes_gcm_test.json")) {
      if (one.group().get("keySize").asInt() == 256
          && one.group().get("ivSize").asInt() == 96
          && one.group().get("tagSize").asInt() == 128) {
        byte[] sealed = Bytes.concat(one.bytes("iv"), one.bytes("ct"), one.bytes("tag"));
        if (one.is("valid")) {
          assertThat(new AesGcmJce(one.bytes("key")).decrypt(sealed, one.bytes("aad")))
              .as(one.label())
              .isEqualTo(one.bytes("msg"));
        } else {
          assertThat(opensWith(one.bytes("key"), sealed, one.bytes("aad")))
              .as(one.label())
              .isFalse();
        }
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(60);
  }

  private static boolean opensWith(byte[] key, byte[] sealed) {
    return opensWith(key, sealed, HEADER);
  }

  private static boolean opensWith(byte[] key, byte[] sealed, byte[] aad) {
    try {
      new AesGcmJce(key).decrypt(sealed, aad);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
