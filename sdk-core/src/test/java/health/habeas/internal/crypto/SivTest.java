// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SivTest {
  private static final byte[] CONTEXT = {7, 8};

  /** RFC 5297, appendix A.1, so that what the code is held against is held against something itself. */
  @Test
  void theReferenceGivesWhatTheRfcPrints() {
    byte[] key = hex("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    byte[] associated = hex("101112131415161718191a1b1c1d1e1f2021222324252627");
    byte[] sealed = new Rfc5297Reference(key).seal(associated, hex("112233445566778899aabbccddee"));
    assertThat(sealed)
        .isEqualTo(hex("85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c"));
  }

  @Property
  void sealsAsTheReferenceDoesAndOpensIt(
      @ForAll @Size(32) byte[] master,
      @ForAll @Size(max = 40) byte[] context,
      @ForAll @Size(min = 1, max = 200) byte[] content) {
    byte[] info = Domain.SLOT.bytes();
    byte[] expected =
        new Rfc5297Reference(Hkdf.expandRaw(master, new byte[0], info, 64)).seal(context, content);
    try (Secret key = Secret.copyOf(master)) {
      Siv siv = Siv.derive(key, Domain.SLOT);
      assertThat(siv.seal(context, content)).isEqualTo(expected);
      assertThat(siv.open(context, expected).orElseThrow().bytes(SECRET_ACCESS)).isEqualTo(content);
    }
  }

  @Property
  void opensNothingThatWasAlteredCutOrBoundToSomethingElse(
      @ForAll @Size(32) byte[] master,
      @ForAll @Size(min = 1, max = 80) byte[] content,
      @ForAll @IntRange(min = 0) int where) {
    try (Secret key = Secret.copyOf(master)) {
      Siv siv = Siv.derive(key, Domain.SLOT);
      byte[] sealed = siv.seal(CONTEXT, content);
      int bit = where % (8 * sealed.length);
      byte[] flipped = sealed.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(siv.open(CONTEXT, flipped)).isEmpty();
      assertThat(siv.open(CONTEXT, Arrays.copyOf(sealed, where % sealed.length)))
          .isEmpty();
      assertThat(siv.open(new byte[] {7}, sealed)).isEmpty();
      assertThat(Siv.derive(key, Domain.PAGE).open(CONTEXT, sealed)).isEmpty();
    }
  }

  @Test
  void refusesNothingAndTooMuch() {
    try (Secret key = Secret.owning(new byte[32])) {
      Siv siv = Siv.derive(key, Domain.SLOT);
      assertThatIllegalArgumentException().isThrownBy(() -> siv.seal(CONTEXT, new byte[0]));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> siv.seal(CONTEXT, new byte[Siv.MAX_CONTENT_BYTES + 1]));
      byte[] most = siv.seal(CONTEXT, new byte[Siv.MAX_CONTENT_BYTES]);
      assertThat(siv.open(CONTEXT, most)).isPresent();
      assertThat(siv.open(CONTEXT, Arrays.copyOf(most, most.length + 1))).isEmpty();
    }
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
