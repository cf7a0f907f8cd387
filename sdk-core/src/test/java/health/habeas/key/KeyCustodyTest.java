// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCustodyTest {
  @Test
  void aLocationWithTheSchemeFileUnlocksInAQuarterOfASecondOrMore(@TempDir Path directory) {
    try (Passphrase passphrase = KeyCanary.passphrase()) {
      KeyCustody custody = KeyCustody.at("file:" + directory.resolve("alice.key"), passphrase);
      try (PatientKeys created = PatientKeys.create(custody)) {
        long start = System.nanoTime();
        try (PatientKeys opened = PatientKeys.open(custody)) {
          // calibrated to 250 ms by measuring; a machine with other work may measure a little too
          // much
          assertThat(Duration.ofNanos(System.nanoTime() - start))
              .isGreaterThan(Duration.ofMillis(60));
          assertThat(opened.key()).isEqualTo(created.key());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pkcs11:token", "no scheme", "", ":rest"})
  void anUnknownSchemeIsRefused(String location) {
    try (Passphrase passphrase = KeyCanary.passphrase()) {
      assertThatThrownBy(() -> KeyCustody.at(location, passphrase))
          .isInstanceOfSatisfying(
              InvalidInputException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.CUSTODY_UNKNOWN));
    }
  }

  @Test
  void aLocationThatIsNoPathIsRefused() {
    try (Passphrase passphrase = KeyCanary.passphrase()) {
      assertThatThrownBy(() -> KeyCustody.at("file:\0", passphrase))
          .isInstanceOfSatisfying(
              InvalidInputException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.KEY_FILE_UNREADABLE));
    }
  }
}
