// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** ML-DSA-44 as it is plugged in, with the Wycheproof signatures; those with a context are not ours to accept. */
class MlDsa44Test {
  private static final Path SAMPLES = Path.of(System.getProperty(
          "habeas.vectors",
          Path.of(System.getProperty("habeas.root", ".."), "../shared/vectors").toString()))
      .resolve("wycheproof/mldsa_44_verify_test.json");
  private static final Pattern FIELD =
      Pattern.compile("\"(publicKey|msg|ctx|sig|result)\"\\s*:\\s*\"([^\"]*)\"");

  @Test
  void acceptsTheValidSignaturesAndNoOther() throws IOException {
    assumeTrue(Files.exists(SAMPLES), "skipped: the external vectors wycheproof are absent");
    byte[] key = {};
    byte[] message = {};
    byte[] signature = {};
    boolean context = false;
    int cases = 0;
    Matcher field = FIELD.matcher(Files.readString(SAMPLES));
    while (field.find()) {
      String value = field.group(2);
      switch (field.group(1)) {
        case "publicKey" -> key = HexFormat.of().parseHex(value);
        case "msg" -> {
          message = HexFormat.of().parseHex(value);
          context = false;
        }
        case "ctx" -> context = !value.isEmpty();
        case "sig" -> signature = HexFormat.of().parseHex(value);
        default -> {
          cases++;
          assertThat(MlDsaCosigner.ALGORITHM.verify(key, message, signature))
              .as("case %s", cases)
              .isEqualTo(value.equals("valid") && !context);
        }
      }
    }
    assertThat(cases).isEqualTo(180);
  }
}
