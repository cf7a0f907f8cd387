// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import health.habeas.internal.crypto.PartSealing.Expected;
import health.habeas.internal.crypto.PartSealing.OpenPart;
import health.habeas.internal.crypto.PartSealing.Sealed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartSealingTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SEGMENT = 65_520;
  private static final int SEALED = 65_536;
  private static final int MAX = 1_048_320;

  private final Secret dek = Secret.random(RANDOM, 32);
  private final Secret shareKey = Secret.random(RANDOM, 32);
  private final SealBinding binding =
      new SealBinding(dek, shareKey, "part 7".getBytes(StandardCharsets.US_ASCII));
  private final PartSealing sealing = new PartSealing(RANDOM);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT, MAX - 1, MAX})
  void opensToWhatWasSealed(int size) {
    byte[] content = random(size);
    Sealed part = seal(content);
    assertThat(part.body()).hasSize(PartSealing.bodyBytes(size));
    assertThat(open(binding, part, size, part.body())).contains(content);
  }

  @Test
  void refusesMoreThanAPartAndNothingAtAll() {
    for (int size : new int[] {0, MAX + 1}) {
      assertThatIllegalArgumentException().isThrownBy(() -> seal(new byte[size]));
      assertThatIllegalArgumentException().isThrownBy(() -> new Expected(size, new byte[32]));
    }
  }

  @Test
  void isTheFormatOfTheSpecification() throws GeneralSecurityException {
    byte[] content = random(2 * SEGMENT + 5);
    Sealed part = seal(content);
    byte[] body = part.body();
    byte[] salt = Arrays.copyOfRange(body, body.length - 64, body.length - 32);
    SealReference.Keys keys = SealReference.keys(
        "habeas-part-a256gcm-hkdfsha256/1",
        Bytes.concat(key(dek), key(shareKey)),
        salt,
        binding.context());
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    ByteArrayOutputStream digests = new ByteArrayOutputStream();
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < 3; i++) {
      byte[] segment =
          Arrays.copyOfRange(content, i * SEGMENT, Math.min(content.length, (i + 1) * SEGMENT));
      digests.writeBytes(sha256.digest(segment));
      expected.writeBytes(keys.segment(i, segment, 0));
    }
    expected.writeBytes(keys.segment(3, digests.toByteArray(), 1));
    expected.writeBytes(salt);
    expected.writeBytes(keys.commitment());
    assertThat(body).isEqualTo(expected.toByteArray());
    sha256.update("habeas/part/1".getBytes(StandardCharsets.US_ASCII));
    assertThat(part.digest()).isEqualTo(sha256.digest(digests.toByteArray()));
  }

  @Test
  void everyFlippedByteIsRefused() {
    byte[] content = random(100);
    Sealed part = seal(content);
    for (int at = 0; at < part.body().length; at++) {
      byte[] altered = part.body().clone();
      altered[at] ^= 1;
      assertThat(open(binding, part, 100, altered)).as("byte %s", at).isEmpty();
    }
  }

  @Test
  void everyCutAndEveryExtensionOfTheEndIsRefused() {
    Sealed part = seal(random(SEGMENT + 1));
    byte[] end = end(part.body(), SEGMENT + 1);
    for (int size = 0; size <= 2 * end.length; size++) {
      if (size != end.length) {
        assertThat(PartSealing.open(
                binding, new Expected(SEGMENT + 1, part.digest()), Arrays.copyOf(end, size)))
            .isEmpty();
      }
    }
  }

  @Test
  void keysAndContextOfAnotherPartAreRefused() {
    byte[] content = random(100);
    Sealed part = seal(content);
    byte[] context = binding.context();
    Secret other = Secret.random(RANDOM, 32);
    for (SealBinding wrong : new SealBinding[] {
      new SealBinding(other, shareKey, context),
      new SealBinding(dek, other, context),
      new SealBinding(shareKey, dek, context),
      new SealBinding(dek, shareKey, new byte[0])
    }) {
      assertThat(open(wrong, part, 100, part.body())).isEmpty();
    }
  }

  /** Who has all keys can seal something else under them; its digest is another one. */
  @Test
  void anotherContentUnderTheSameKeysIsRefused() {
    Sealed part = seal(random(100));
    Sealed forged = seal(random(100));
    assertThat(open(binding, part, 100, forged.body())).isEmpty();
  }

  @Test
  void segmentsThatWereExchangedOrRepeatedAreRefused() {
    byte[] content = random(3 * SEGMENT);
    Sealed part = seal(content);
    byte[] exchanged = part.body().clone();
    System.arraycopy(part.body(), 0, exchanged, SEALED, SEALED);
    System.arraycopy(part.body(), SEALED, exchanged, 0, SEALED);
    assertThat(open(binding, part, content.length, exchanged)).isEmpty();
    byte[] repeated = part.body().clone();
    System.arraycopy(part.body(), 0, repeated, SEALED, SEALED);
    assertThat(open(binding, part, content.length, repeated)).isEmpty();
  }

  @Test
  void aSegmentOpensWithoutTheOthers() {
    byte[] content = random(3 * SEGMENT);
    Sealed part = seal(content);
    byte[] body = part.body();
    try (OpenPart open = PartSealing.open(
            binding, new Expected(content.length, part.digest()), end(body, content.length))
        .orElseThrow()) {
      ByteBuffer second = ByteBuffer.allocate(SEGMENT);
      assertThat(open.open(1, ByteBuffer.wrap(body, SEALED, SEALED), second)).isTrue();
      assertThat(second.array()).isEqualTo(Arrays.copyOfRange(content, SEGMENT, 2 * SEGMENT));
      assertThat(open.open(2, ByteBuffer.wrap(body, SEALED, SEALED), second.clear()))
          .isFalse();
      assertThat(open.open(1, ByteBuffer.wrap(body, SEALED, SEALED - 1), second.clear()))
          .isFalse();
    }
  }

  @Test
  void everySealDrawsANewSalt_L57() {
    byte[] content = random(SEGMENT);
    byte[] first = seal(content).body();
    byte[] second = seal(content).body();
    assertThat(Arrays.copyOf(first, 32)).isNotEqualTo(Arrays.copyOf(second, 32));
    assertThat(Arrays.copyOfRange(first, first.length - 64, first.length - 32))
        .isNotEqualTo(Arrays.copyOfRange(second, second.length - 64, second.length - 32));
  }

  private Sealed seal(byte[] content) {
    return sealing.seal(binding, ByteBuffer.wrap(content));
  }

  private static Optional<byte[]> open(SealBinding binding, Sealed part, int size, byte[] body) {
    return PartSealing.open(binding, new Expected(size, part.digest()), end(body, size))
        .flatMap(open -> {
          try (open) {
            ByteBuffer content = ByteBuffer.allocate(size);
            ByteBuffer sealed = ByteBuffer.wrap(body, 0, body.length - PartSealing.endBytes(size));
            int last = sealed.limit();
            boolean sound = true;
            for (int i = 0; i < open.segments(); i++) {
              sealed.limit(Math.min(last, (i + 1) * SEALED));
              sound = sound && open.open(i, sealed, content);
            }
            return sound ? Optional.of(content.array()) : Optional.empty();
          }
        });
  }

  private static byte[] end(byte[] body, int size) {
    return Arrays.copyOfRange(body, body.length - PartSealing.endBytes(size), body.length);
  }

  private static byte[] key(Secret secret) {
    return secret.bytes(SecretAccess.SECRET_ACCESS);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
