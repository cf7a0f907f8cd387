// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** AES-GCM as sealing calls it (256-bit key, 96-bit nonce, 128-bit tag), on the vectors of C2SP/wycheproof. */
class AesGcmWycheproofTest {
  @Test
  void opensWhatIsValidAndNothingElse() {
    int valid = 0;
    int invalid = 0;
    for (JsonNode group : vectors().get("testGroups")) {
      if (group.get("keySize").asInt() == 256
          && group.get("ivSize").asInt() == 96
          && group.get("tagSize").asInt() == 128) {
        for (JsonNode test : group.get("tests")) {
          boolean expected = test.get("result").asString().equals("valid");
          assertVector(test, expected);
          valid += expected ? 1 : 0;
          invalid += expected ? 0 : 1;
        }
      }
    }
    assertThat(valid).isGreaterThan(30);
    assertThat(invalid).isGreaterThan(20);
  }

  private static void assertVector(JsonNode test, boolean valid) {
    byte[] message = hex(test, "msg");
    byte[] sealed = Bytes.concat(hex(test, "ct"), hex(test, "tag"));
    AesGcm cipher = new AesGcm(hex(test, "key"));
    byte[] opened = new byte[message.length];
    boolean accepted = cipher.open(
        hex(test, "iv"), hex(test, "aad"), ByteBuffer.wrap(sealed), ByteBuffer.wrap(opened));
    assertThat(accepted).as("vector %s", test.get("tcId")).isEqualTo(valid);
    if (valid) {
      assertThat(opened).isEqualTo(message);
      byte[] again = new byte[sealed.length];
      cipher.seal(
          hex(test, "iv"), hex(test, "aad"), ByteBuffer.wrap(message), ByteBuffer.wrap(again));
      assertThat(again).isEqualTo(sealed);
    } else {
      assertThat(opened).isEqualTo(new byte[message.length]);
    }
  }

  private static byte[] hex(JsonNode test, String field) {
    return HexFormat.of().parseHex(test.get(field).asString());
  }

  private static JsonNode vectors() {
    String fallback = System.getProperty("habeas.root", "..") + "/../shared/vectors";
    Path folder = Path.of(System.getProperty("habeas.vectors", fallback));
    Path file = folder.resolve("wycheproof/aes_gcm_test.json");
    assumeTrue(Files.exists(file), "skipped: the external vectors are absent");
    return JsonMapper.shared().readTree(file);
  }
}
