// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MlDsa65Test {
  private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.US_ASCII);

  @Test
  void acceptsExactlyWhatWycheproofCallsValidUnderTheEmptyContext() {
    int valid = 0;
    int invalid = 0;
    for (Vectors.Case one : Vectors.wycheproof("mldsa_65_verify_test.json")) {
      boolean ours = !one.test().has("ctx") || one.bytes("ctx").length == 0;
      boolean accepted =
          MlDsa65.verify(Vectors.hex(one.group(), "publicKey"), one.bytes("msg"), one.bytes("sig"));
      assertThat(accepted).as(one.label()).isEqualTo(ours && one.is("valid"));
      valid += accepted ? 1 : 0;
      invalid += accepted ? 0 : 1;
    }
    assertThat(valid).isGreaterThan(70);
    assertThat(invalid).isGreaterThan(120);
  }

  @Test
  void signsDeterministicallyAndForOneMessage() {
    try (Secret seed = seed((byte) 1);
        Secret other = seed((byte) 2)) {
      byte[] key = MlDsa65.publicKey(seed);
      byte[] signature = MlDsa65.sign(seed, MESSAGE);
      assertThat(key).hasSize(MlDsa65.PUBLIC_KEY_BYTES).isEqualTo(MlDsa65.publicKey(seed));
      assertThat(signature).hasSize(MlDsa65.SIGNATURE_BYTES).isEqualTo(MlDsa65.sign(seed, MESSAGE));
      assertThat(MlDsa65.verify(key, MESSAGE, signature)).isTrue();
      assertThat(MlDsa65.verify(key, new byte[] {1}, signature)).isFalse();
      assertThat(MlDsa65.verify(MlDsa65.publicKey(other), MESSAGE, signature)).isFalse();
    }
  }

  @Test
  void otherSizesAreFalseAndNoError() {
    try (Secret seed = seed((byte) 1)) {
      byte[] key = MlDsa65.publicKey(seed);
      byte[] signature = MlDsa65.sign(seed, MESSAGE);
      for (int by : new int[] {-1, 1}) {
        byte[] resized = Arrays.copyOf(signature, signature.length + by);
        assertThat(MlDsa65.verify(key, MESSAGE, resized)).isFalse();
        byte[] other = Arrays.copyOf(key, key.length + by);
        assertThat(MlDsa65.verify(other, MESSAGE, signature)).isFalse();
      }
      assertThat(MlDsa65.verify(new byte[0], MESSAGE, new byte[0])).isFalse();
    }
  }

  private static Secret seed(byte fill) {
    byte[] seed = new byte[MlDsa65.SEED_BYTES];
    Arrays.fill(seed, fill);
    return Secret.owning(seed);
  }
}
