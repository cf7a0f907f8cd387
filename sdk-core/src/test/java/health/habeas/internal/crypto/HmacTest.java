// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HmacTest {
  @Test
  void givesTheAnswersOfWycheproof() {
    int checked = 0;
    for (Vectors.Case one : Vectors.wycheproof("hmac_sha256_test.json")) {
      byte[] tag = one.bytes("tag");
      try (Secret key = Secret.owning(one.bytes("key"))) {
        byte[] made = Arrays.copyOf(Hmac.of(key, one.bytes("msg")), tag.length);
        assertThat(Arrays.equals(made, tag)).as(one.label()).isEqualTo(one.is("valid"));
      }
      checked++;
    }
    assertThat(checked).isGreaterThan(150);
  }

  @Test
  void partsAreOneMessage() {
    try (Secret key = Secret.owning(new byte[] {1})) {
      assertThat(Hmac.of(key, new byte[] {2}, new byte[] {3, 4}))
          .isEqualTo(Hmac.of(key, new byte[] {2, 3, 4}));
    }
  }
}
