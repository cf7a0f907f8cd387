// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealingTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] DEK = random(32);
  private static final byte[] SHARE_KEY = random(32);
  private static final byte[] CONTEXT = "vault, object, version".getBytes(StandardCharsets.UTF_8);
  // salt and commitment
  private static final int HEADER = 64;
  private static final int SEGMENT = 65_536;

  private final Sealing sealing = new Sealing(RANDOM);

  // The frame adds 9 bytes; classes end at 256, 1,024, 4,096 and 16,384, segments at multiples of
  // 65,520.
  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 246, 247, 248, 1014, 1015, 1016, 4086, 4087, 4088, 16_374, 16_375, 16_376, 65_510,
        65_511, 65_512, 131_030, 131_031, 131_032, 1_000_000
      })
  void opensToWhatWasSealed(int size) {
    byte[] plaintext = random(size);
    byte[] sealed = seal(plaintext);
    assertThat(sealed).hasSize(Sealing.sealedSizeBytes(size));
    assertThat(open(sealed)).hasValueSatisfying(p -> assertThat(p).isEqualTo(plaintext));
  }

  @Property
  void isTheFormatOfTheSpecification(@ForAll @IntRange(max = 200_000) int size) {
    byte[] plaintext = random(size);
    byte[] frame = SealReference.frame(0, plaintext, Padding.padded(size + 9));
    byte[] sealed = seal(plaintext);
    byte[] salt = Arrays.copyOf(sealed, 32);
    assertThat(sealed)
        .isEqualTo(SealReference.seal(Bytes.concat(DEK, SHARE_KEY), salt, CONTEXT, frame));
  }

  @Test
  void recordsOfOneClassHaveOneSize() {
    assertThat(seal(new byte[0])).hasSameSizeAs(seal(random(247)));
    assertThat(seal(random(5000))).hasSameSizeAs(seal(random(16_000)));
  }

  @Test
  void everyFlippedBitIsRefused() {
    byte[] sealed = seal(random(40));
    for (int bit = 0; bit < 8 * sealed.length; bit++) {
      byte[] altered = sealed.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(open(altered)).as("bit %s", bit).isEmpty();
    }
  }

  @Test
  void anotherKeyShareKeyOrContextIsRefused() {
    byte[] sealed = seal(random(40));
    Secret dek = Secret.copyOf(DEK);
    Secret shareKey = Secret.copyOf(SHARE_KEY);
    Secret other = Secret.random(RANDOM, 32);
    assertThat(Sealing.open(other, shareKey, CONTEXT, sealed)).isEmpty();
    assertThat(Sealing.open(dek, other, CONTEXT, sealed)).isEmpty();
    assertThat(Sealing.open(shareKey, dek, CONTEXT, sealed)).isEmpty();
    assertThat(Sealing.open(dek, shareKey, new byte[0], sealed)).isEmpty();
  }

  @Test
  void everyCutIsRefused() {
    byte[] sealed = seal(random(150_000));
    int plausible = 0;
    for (int size = 0; size < sealed.length; size++) {
      if (couldBeSealed(size) || size < 400 || size > sealed.length - 100) {
        assertThat(open(Arrays.copyOf(sealed, size))).as("first %s bytes", size).isEmpty();
        plausible += couldBeSealed(size) ? 1 : 0;
      }
    }
    // so many cuts had a size that only the last flag and the length class could refuse
    assertThat(plausible).isGreaterThan(30);
  }

  @Test
  void everyExtensionIsRefused() {
    byte[] sealed = seal(random(100_000));
    for (int size = sealed.length + 1; size < 2 * sealed.length; size++) {
      if (couldBeSealed(size) || size < sealed.length + 100) {
        assertThat(open(Arrays.copyOf(sealed, size))).as("%s bytes", size).isEmpty();
      }
    }
  }

  @Test
  void exchangedSegmentsAreRefused() {
    byte[] sealed = seal(random(200_000));
    byte[] exchanged = sealed.clone();
    System.arraycopy(sealed, HEADER, exchanged, HEADER + SEGMENT, SEGMENT);
    System.arraycopy(sealed, HEADER + SEGMENT, exchanged, HEADER, SEGMENT);
    assertThat(open(exchanged)).isEmpty();
  }

  @Test
  void aSegmentOfAnotherObjectUnderTheSameKeysIsRefused() {
    byte[] plaintext = random(200_000);
    byte[] sealed = seal(plaintext);
    System.arraycopy(seal(plaintext), HEADER, sealed, HEADER, SEGMENT);
    assertThat(open(sealed)).isEmpty();
  }

  @Test
  void theCommitmentDecidesEvenWhereTheCipherWouldOpen() {
    byte[] sealed = seal(random(40));
    byte[] commitment = Arrays.copyOfRange(seal(random(40)), 32, 64);
    System.arraycopy(commitment, 0, sealed, 32, 32);
    assertThat(open(sealed)).isEmpty();
  }

  @Test
  void aFrameThatNoSealWouldMakeIsRefusedThoughItsTagIsRight() {
    byte[] plaintext = random(40);
    assertThat(open(reference(SealReference.frame(0, plaintext, 256)))).isPresent();
    assertThat(open(reference(SealReference.frame(1, plaintext, 256)))).isEmpty();
    assertThat(open(reference(SealReference.frame(0, plaintext, 1024)))).isEmpty();
    byte[] dirty = SealReference.frame(0, plaintext, 256);
    dirty[255] = 1;
    assertThat(open(reference(dirty))).isEmpty();
    for (byte first : new byte[] {(byte) 0x80, 0x7f, 0}) {
      byte[] wrongLength = SealReference.frame(0, plaintext, 256);
      wrongLength[1] = first;
      wrongLength[7] = 1;
      assertThat(open(reference(wrongLength))).isEmpty();
    }
  }

  @Test
  void everySealDrawsANewSalt_L57() {
    byte[] plaintext = random(40);
    byte[] first = seal(plaintext);
    byte[] second = seal(plaintext);
    assertThat(Arrays.copyOf(first, 32)).isNotEqualTo(Arrays.copyOf(second, 32));
    assertThat(Arrays.copyOfRange(first, 64, 96)).isNotEqualTo(Arrays.copyOfRange(second, 64, 96));
  }

  @Test
  void refusesKeysOfAnotherSizeAndTooMuchPlaintext() {
    Secret key = Secret.random(RANDOM, 32);
    Secret shorter = Secret.random(RANDOM, 31);
    byte[] plaintext = new byte[1];
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sealing.seal(shorter, key, CONTEXT, plaintext));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sealing.seal(key, shorter, CONTEXT, plaintext));
    byte[] huge = new byte[Sealing.MAX_PLAINTEXT_BYTES + 1];
    assertThatIllegalArgumentException().isThrownBy(() -> sealing.seal(key, key, CONTEXT, huge));
  }

  private byte[] seal(byte[] plaintext) {
    return sealing.seal(Secret.copyOf(DEK), Secret.copyOf(SHARE_KEY), CONTEXT, plaintext);
  }

  private static Optional<byte[]> open(byte[] sealed) {
    return Sealing.open(Secret.copyOf(DEK), Secret.copyOf(SHARE_KEY), CONTEXT, sealed);
  }

  private static byte[] reference(byte[] frame) {
    return SealReference.seal(Bytes.concat(DEK, SHARE_KEY), random(32), CONTEXT, frame);
  }

  private static boolean couldBeSealed(int size) {
    int segments = (size - HEADER + SEGMENT - 1) / SEGMENT;
    int frame = size - HEADER - 16 * segments;
    return frame > 0 && Padding.padded(frame) == frame;
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
