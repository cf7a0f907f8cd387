// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Ed25519;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.Signer;
import health.habeas.internal.wire.CborWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] OBJECT_ID = random(32);
  private static final Key KEY = new Key(Secret.random(RANDOM, 32));

  @ParameterizedTest
  @CsvSource({"2, 1, 300", "4, 2, 400", "10, 4, 650", "200, 55, 8400"})
  void comesBackFromItsSignedCopy(int data, int parity, int atMostBytes) {
    Manifest manifest = manifest(data, parity);
    byte[] signed = manifest.signed(KEY);
    assertThat(signed).hasSizeLessThan(atMostBytes);
    assertThat(Manifest.verified(signed, KEY.publicKey(), OBJECT_ID)).hasValue(manifest);
  }

  @Test
  void saysOverHowManySeatsItWasPlacedIfOverMoreThanItHasShards() {
    Manifest manifest = manifest(4, 2);
    assertThat(manifest.seats()).isEqualTo(6);
    Manifest spread = manifest.placedOver(9);
    assertThat(Manifest.verified(spread.signed(KEY), KEY.publicKey(), OBJECT_ID))
        .hasValueSatisfying(read -> assertThat(read.seats()).isEqualTo(9));
    assertThat(spread).isNotEqualTo(manifest);
    assertThat(spread.objectRoot()).isEqualTo(manifest.objectRoot());
    assertThatIllegalArgumentException().isThrownBy(() -> manifest.placedOver(5));
    assertThatIllegalArgumentException().isThrownBy(() -> manifest.placedOver(256));
  }

  @Test
  void everyAlteredByteIsRefused() {
    byte[] signed = manifest(4, 2).signed(KEY);
    for (int i = 0; i < signed.length; i++) {
      byte[] altered = signed.clone();
      altered[i] ^= 4;
      assertThat(Manifest.verified(altered, KEY.publicKey(), OBJECT_ID)).isEmpty();
      assertThat(Manifest.verified(Arrays.copyOf(signed, i), KEY.publicKey(), OBJECT_ID))
          .isEmpty();
    }
  }

  @Test
  void anotherKeyOrAnotherObjectIsRefused() {
    byte[] signed = manifest(4, 2).signed(KEY);
    Key other = new Key(Secret.random(RANDOM, 32));
    assertThat(Manifest.verified(signed, other.publicKey(), OBJECT_ID)).isEmpty();
    assertThat(Manifest.verified(signed, KEY.publicKey(), random(32))).isEmpty();
  }

  @Test
  void aSignatureForAnotherPurposeIsRefused_L3() {
    byte[] payload = payload("habeas-rs8-p16/1", 4, 2, 1000);
    byte[] signed = CoseSign1.sign(KEY, Domain.GRANT, payload).toBytes();
    assertThat(Manifest.verified(signed, KEY.publicKey(), OBJECT_ID)).isEmpty();
    byte[] right = CoseSign1.sign(KEY, Domain.MANIFEST, payload).toBytes();
    assertThat(Manifest.verified(right, KEY.publicKey(), OBJECT_ID)).isPresent();
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void forgedSizesAndUnknownCodesAreRefusedEvenWhenSigned(byte[] payload) {
    byte[] signed = CoseSign1.sign(KEY, Domain.MANIFEST, payload).toBytes();
    assertThat(Manifest.verified(signed, KEY.publicKey(), OBJECT_ID)).isEmpty();
  }

  static Stream<byte[]> forgeries() {
    return Stream.of(
        payload("habeas-rs8-p16/2", 4, 2, 1000),
        payload("habeas-rs8-cauchy/1", 4, 2, 1000),
        payload("habeas-rs8-p16/1", 17, 2, 1000),
        payload("habeas-rs8-p16/1", 0, 6, 1000),
        payload("habeas-rs8-p16/1", 6, 0, 1000),
        payload("habeas-rs8-cauchy/1", 200, 56, 1000),
        payload("habeas-rs8-p16/1", 4, 2, -1),
        payload("habeas-rs8-p16/1", 4, 2, (1 << 30) + 1L),
        payload("habeas-rs8-p16/1", 4, 2, 1L << 32),
        payload("habeas-rs8-p16/1", 4, 2, 1000, 7),
        payload("habeas-rs8-p16/1", 4, 2, 1000, 5));
  }

  @Test
  void theExampleOfTheSpecificationHasTheStatedSizes() {
    Secret shareKey = Secret.random(RANDOM, 32);
    PackWriter pack = new PackWriter(shareKey, RANDOM);
    for (int size : new int[] {300, 900, 2000}) {
      pack.add(Secret.random(RANDOM, 32), new byte[0], random(size));
    }
    assertThat(pack.sizeBytes()).isEqualTo(6384);
    assertThat(pack.body().remaining()).isEqualTo(16_384);
    Striped object = new Striping(4, 2, RANDOM).stripe(OBJECT_ID, pack.body(), shareKey);
    assertThat(object.shards()).hasSize(6).allSatisfy(file -> assertThat(file).hasSize(4128));
    assertThat(object.manifest().signed(KEY)).hasSize(332);
  }

  @Test
  void theObjectRootIsThatOfTheSpecification() throws NoSuchAlgorithmException {
    Manifest manifest = new Manifest(OBJECT_ID, 4, 2, 70_000, new byte[192]);
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update("habeas/object-root/1".getBytes(StandardCharsets.US_ASCII));
    sha256.update((byte) 16);
    sha256.update("habeas-rs8-p16/1".getBytes(StandardCharsets.US_ASCII));
    sha256.update(OBJECT_ID);
    sha256.update(new byte[] {0, 4, 0, 2, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 1, 0x11, 0x70});
    assertThat(manifest.objectRoot()).isEqualTo(sha256.digest(new byte[192]));
  }

  @Test
  void everyFieldChangesTheObjectRoot() {
    byte[] roots = new byte[192];
    Manifest first = new Manifest(OBJECT_ID, 4, 2, 70_000, roots);
    roots[191] = 1;
    List<Manifest> others = List.of(
        new Manifest(random(32), 4, 2, 70_000, new byte[192]),
        new Manifest(OBJECT_ID, 3, 3, 70_000, new byte[192]),
        new Manifest(OBJECT_ID, 4, 2, 70_001, new byte[192]),
        new Manifest(OBJECT_ID, 4, 2, 70_000, roots));
    assertThat(others)
        .allSatisfy(other -> assertThat(other.objectRoot()).isNotEqualTo(first.objectRoot()));
  }

  @Test
  void aShardRootIsThatOfTheSpecification() throws NoSuchAlgorithmException {
    // three stripes of k = 1: leaves 0, 1, 2 and the trailer
    byte[] body = random(2 * 16_384 + 10);
    Striped object = new Striping(1, 1, RANDOM).stripe(OBJECT_ID, body, Secret.random(RANDOM, 32));
    byte[] file = object.shards().get(1);
    assertThat(file).hasSize(2 * 16_384 + 64 + 32);
    byte[] left = node(leaf(0, file, 0, 16_384), leaf(1, file, 16_384, 32_768));
    byte[] right = node(leaf(2, file, 32_768, 32_832), leaf(3, file, 32_832, 32_864));
    assertThat(Arrays.copyOfRange(object.manifest().shardRoots(), 32, 64))
        .isEqualTo(node(left, right));
  }

  @Test
  void nothingOfTheObjectIsInItsText() {
    Manifest manifest = manifest(4, 2);
    assertThat(manifest.toString()).hasSizeLessThan(24);
  }

  @Test
  void refusesSizesThatContradictEachOther() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Manifest(OBJECT_ID, 4, 2, 1, new byte[191]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Manifest(new byte[31], 4, 2, 1, new byte[192]));
  }

  private static byte[] leaf(int position, byte[] file, int from, int to)
      throws NoSuchAlgorithmException {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update((byte) 0);
    sha256.update("habeas/leaf-chunk/1".getBytes(StandardCharsets.US_ASCII));
    sha256.update(OBJECT_ID);
    sha256.update(new byte[] {0, 1, 0, 0, 0, 0, 0, 0, 0, (byte) position});
    sha256.update(file, from, to - from);
    return sha256.digest();
  }

  private static byte[] node(byte[] left, byte[] right) throws NoSuchAlgorithmException {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update((byte) 1);
    sha256.update(left);
    return sha256.digest(right);
  }

  private static Manifest manifest(int data, int parity) {
    return new Manifest(OBJECT_ID, data, parity, 1_000_000, random(32 * (data + parity)));
  }

  private static byte[] payload(String suite, int data, int parity, long bodyBytes) {
    return payload(suite, data, parity, bodyBytes, data + parity);
  }

  private static byte[] payload(
      String suite, int data, int parity, long bodyBytes, int shardRoots) {
    return new CborWriter()
        .map(6)
        .key(1)
        .bytes(OBJECT_ID)
        .key(2)
        .text(suite)
        .key(3)
        .integer(data)
        .key(4)
        .integer(parity)
        .key(5)
        .integer(bodyBytes)
        .key(6)
        .bytes(new byte[32 * shardRoots])
        .toBytes();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private record Key(Secret seed) implements Signer {
    @Override
    public byte[] publicKey() {
      return Ed25519.publicKey(seed);
    }

    @Override
    public byte[] sign(byte[] message) {
      return Ed25519.sign(seed, message);
    }
  }
}
