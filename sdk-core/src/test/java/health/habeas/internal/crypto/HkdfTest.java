// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class HkdfTest {
  @Test
  void givesTheAnswersOfRfc5869AppendixA() {
    byte[] first = Hkdf.expandRaw(
        Vectors.hex("0b".repeat(22)),
        Vectors.hex("000102030405060708090a0b0c"),
        Vectors.hex("f0f1f2f3f4f5f6f7f8f9"),
        42);
    assertThat(first)
        .isEqualTo(Vectors.hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
            + "34007208d5b887185865"));
    byte[] noSaltNoInfo =
        Hkdf.expandRaw(Vectors.hex("0b".repeat(22)), new byte[0], new byte[0], 42);
    assertThat(noSaltNoInfo)
        .isEqualTo(Vectors.hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
            + "9d201395faa4b61a96c8"));
  }

  @Test
  void givesTheAnswersOfWycheproof() {
    int checked = 0;
    for (Vectors.Case one : Vectors.wycheproof("hkdf_sha256_test.json")) {
      int size = one.test().get("size").asInt();
      if (one.is("valid")) {
        assertThat(Hkdf.expandRaw(one.bytes("ikm"), one.bytes("salt"), one.bytes("info"), size))
            .as(one.label())
            .isEqualTo(one.bytes("okm"));
        checked++;
      } else {
        assertThatIllegalArgumentException()
            .as(one.label())
            .isThrownBy(
                () -> Hkdf.expandRaw(one.bytes("ikm"), one.bytes("salt"), one.bytes("info"), size));
      }
    }
    assertThat(checked).isGreaterThan(50);
  }

  @Test
  void aDerivedKeyIsBoundToDomainThenContext() {
    byte[] info = Bytes.concat(Domain.SLOT.bytes(), new byte[] {1, 2, 3});
    try (Secret key = Secret.owning(new byte[] {9, 8, 7});
        Secret derived = Hkdf.derive(key, Domain.SLOT, new byte[] {1}, new byte[] {2, 3})) {
      assertThat(derived.bytes(SECRET_ACCESS))
          .isEqualTo(Hkdf.expandRaw(new byte[] {9, 8, 7}, new byte[0], info, 32));
    }
  }
}
