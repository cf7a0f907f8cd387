// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KeyWrapTest {
  @Test
  void unwrapsExactlyWhatWycheproofCallsValid() {
    int valid = 0;
    int invalid = 0;
    for (Vectors.Case one : Vectors.wycheproof("aes_kwp_test.json")) {
      if (one.group().get("keySize").asInt() == 256) {
        try (Secret key = Secret.owning(one.bytes("key"))) {
          boolean opened = KeyWrap.unwrap(key, one.bytes("ct"))
              .filter(s -> Arrays.equals(s.bytes(SECRET_ACCESS), one.bytes("msg")))
              .isPresent();
          assertThat(opened).as(one.label()).isEqualTo(one.is("valid"));
          if (one.is("valid")) {
            assertThat(KeyWrap.wrap(key, one.bytes("msg"))).isEqualTo(one.bytes("ct"));
          }
        }
        valid += one.is("valid") ? 1 : 0;
        invalid += one.is("valid") ? 0 : 1;
      }
    }
    assertThat(valid).isGreaterThan(20);
    assertThat(invalid).isGreaterThan(60);
  }

  @Property
  void unwrapsWhatWasWrapped(@ForAll @Size(min = 1, max = 200) byte[] content) {
    try (Secret key = Secret.random(new SecureRandom(), 32)) {
      byte[] wrapped = KeyWrap.wrap(key, content);
      assertThat(wrapped).hasSize((content.length + 7) / 8 * 8 + 8);
      assertThat(KeyWrap.unwrap(key, wrapped).orElseThrow().bytes(SECRET_ACCESS))
          .isEqualTo(content);
      assertThat(KeyWrap.wrap(key, content)).isEqualTo(wrapped);
    }
  }

  @Property
  void unwrapsNothingThatWasAlteredOrCut(
      @ForAll @Size(min = 1, max = 80) byte[] content, @ForAll @IntRange(min = 0) int where) {
    try (Secret key = Secret.random(new SecureRandom(), 32)) {
      byte[] wrapped = KeyWrap.wrap(key, content);
      int bit = where % (8 * wrapped.length);
      byte[] flipped = wrapped.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(KeyWrap.unwrap(key, flipped)).isEmpty();
      assertThat(KeyWrap.unwrap(key, Arrays.copyOf(wrapped, where % wrapped.length)))
          .isEmpty();
    }
  }

  @Test
  void refusesToWrapNothingOrTooMuch() {
    try (Secret key = Secret.owning(new byte[32])) {
      assertThatIllegalArgumentException().isThrownBy(() -> KeyWrap.wrap(key, new byte[0]));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> KeyWrap.wrap(key, new byte[KeyWrap.MAX_CONTENT_BYTES + 1]));
      assertThat(KeyWrap.unwrap(key, new byte[KeyWrap.MAX_CONTENT_BYTES + 16])).isEmpty();
    }
  }
}
