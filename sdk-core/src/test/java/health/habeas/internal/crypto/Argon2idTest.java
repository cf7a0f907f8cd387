// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Argon2idTest {
  /** From the reference implementation (P-H-C/phc-winner-argon2, src/test.c), Argon2id version 1.3. */
  @ParameterizedTest
  @CsvSource({
    "65536, 2, 1, 09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7",
    "256, 2, 1, 9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe",
    "256, 2, 2, 6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"
  })
  void givesTheAnswersOfTheReference(int memoryKib, int passes, int lanes, String expected) {
    byte[] salt = "somesalt".getBytes(StandardCharsets.US_ASCII);
    try (Secret passphrase = Secret.owning("password".getBytes(StandardCharsets.US_ASCII));
        Secret key =
            Argon2id.derive(passphrase, salt, new Argon2id.Cost(memoryKib, passes, lanes))) {
      assertThat(key.bytes(SECRET_ACCESS)).isEqualTo(Vectors.hex(expected));
    }
  }

  @Test
  void calibrationRaisesPassesUntilAGuessTakesLongEnough() {
    Argon2id.Cost cheap = new Argon2id.Cost(256, 1, 1);
    assertThat(cheap.calibrated(Duration.ofMillis(20)).passes()).isGreaterThan(1);
    assertThat(cheap.calibrated(Duration.ofNanos(1))).isEqualTo(cheap);
  }

  @Test
  void theBaseCostIsTheSecondRecommendationOfRfc9106() {
    assertThat(Argon2id.Cost.BASE.memoryKib()).isEqualTo(65_536);
    assertThat(Argon2id.Cost.BASE.passes()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"7, 1, 1", "8, 0, 1", "8, 1, 0", "1048577, 1, 1", "8, 1001, 1", "8, 1, 2"})
  void refusesCostsThatAForgedFileCouldHarmUsWith(int memoryKib, int passes, int lanes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Argon2id.Cost(memoryKib, passes, lanes));
  }
}
