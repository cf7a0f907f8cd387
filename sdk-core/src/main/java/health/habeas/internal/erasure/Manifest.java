// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.crypto.Signer;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What is known of an object without any key: its id, code, size and the root of each shard. It says which shard is
 * wrong, and all lengths are taken from it, never from a shard. Immutable; arrays are copied in and out.
 *
 * @param objectId 32 bytes
 * @param data k
 * @param parity m
 * @param bodyBytes the size of the body, 0 to 1 GiB
 * @param shardRoots the roots of shards 0 … k + m − 1, 32 bytes each, joined
 * @param seats over how many of the vault's seats the shards were placed, k + m to 255: later ones don't matter for it
 */
public record Manifest(
    byte[] objectId, int data, int parity, int bodyBytes, byte[] shardRoots, int seats) {
  private static final int FIELDS = 6;
  private static final int MAX_SUITE_BYTES = 64;

  /** Checks every size and copies the arrays. */
  public Manifest {
    boolean valid = objectId.length == ShardTree.OBJECT_ID_BYTES
        && ReedSolomon.isValid(data, parity)
        && bodyBytes >= 0
        && bodyBytes <= Geometry.MAX_BODY_BYTES
        && shardRoots.length == (data + parity) * Sha256.SIZE_BYTES
        && seats >= data + parity
        && seats <= ReedSolomon.MAX_TOTAL;
    if (!valid) {
      throw new IllegalArgumentException("the sizes in the manifest contradict each other");
    }
    objectId = objectId.clone();
    shardRoots = shardRoots.clone();
  }

  /**
   * Placed over as many seats as it has shards.
   *
   * @param objectId 32 bytes
   * @param data k
   * @param parity m
   * @param bodyBytes the size of the body
   * @param shardRoots the roots, joined
   */
  public Manifest(byte[] objectId, int data, int parity, int bodyBytes, byte[] shardRoots) {
    this(objectId, data, parity, bodyBytes, shardRoots, data + parity);
  }

  /**
   * The same object, placed over more seats.
   *
   * @param over how many
   */
  public Manifest placedOver(int over) {
    return new Manifest(objectId, data, parity, bodyBytes, shardRoots, over);
  }

  /**
   * The manifest of this object out of a custodian's copy; empty if the copy is altered, signed by another key, made for
   * another object or of a code that this version does not accept: then another custodian's copy is the one to try.
   *
   * @param signed what {@link #signed} gave
   * @param publicKey the vault's signing key, 32 bytes
   * @param objectId the object that was asked for, 32 bytes: a genuine manifest of another one is refused
   */
  public static Optional<Manifest> verified(byte[] signed, byte[] publicKey, byte[] objectId) {
    return verified(signed, publicKey)
        .filter(manifest -> Arrays.equals(manifest.objectId, objectId));
  }

  /**
   * A manifest of whatever object it names.
   *
   * @param signed what {@link #signed} gave
   * @param publicKey the vault's signing key, 32 bytes
   */
  public static Optional<Manifest> verified(byte[] signed, byte[] publicKey) {
    try {
      CoseSign1 message = CoseSign1.parse(signed, ErrorCode.OBJECT_CORRUPT);
      // First the signature: nothing is allocated by the word of somebody else.
      if (!message.verify(publicKey, Domain.MANIFEST)) {
        return Optional.empty();
      }
      return Optional.of(decode(message.payload()));
    } catch (InvalidInputException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The copy for every custodian: COSE_Sign1 over the one encoding of this manifest.
   *
   * @param signer with the vault's signing key
   */
  public byte[] signed(Signer signer) {
    return CoseSign1.sign(signer, Domain.MANIFEST, encoded()).toBytes();
  }

  @Override
  public byte[] objectId() {
    return objectId.clone();
  }

  @Override
  public byte[] shardRoots() {
    return shardRoots.clone();
  }

  /** n = k + m. */
  public int total() {
    return data + parity;
  }

  /** The whole name of the code. */
  public String suite() {
    return ReedSolomon.suite(data, parity);
  }

  /** How many chunks each shard has, at positions from 0; its share has the position behind them. */
  public int chunks() {
    return geometry().stripes();
  }

  /** The exact size of every shard file, in bytes. */
  public int shardBytes() {
    return geometry().rowBytes() + ShardTree.TRAILER_BYTES;
  }

  /**
   * One name for all that the manifest says: SHA-256 over suite, id, sizes and roots.
   *
   * @return 32 bytes
   */
  public byte[] objectRoot() {
    byte[] suite = suite().getBytes(StandardCharsets.US_ASCII);
    byte[] sizes = ByteBuffer.allocate(2 + 2 + 4 + 8)
        .putShort((short) data)
        .putShort((short) parity)
        .putInt(Geometry.CHUNK_BYTES)
        .putLong(bodyBytes)
        .array();
    byte[] suiteLength = {(byte) suite.length};
    return Sha256.of(
        Domain.OBJECT_ROOT, Bytes.concat(suiteLength, suite), objectId, sizes, shardRoots);
  }

  /**
   * Whether these bytes are this object's shard with this index: size, content, position and share.
   *
   * @param index 0 to n − 1
   * @param file what a custodian gave
   */
  public boolean isSound(int index, byte[] file) {
    if (index < 0 || index >= total() || file.length != shardBytes()) {
      return false;
    }
    return isSound(index, ShardParts.of(file));
  }

  /**
   * The same of a file that is read part by part: one chunk at a time is in memory.
   *
   * @param index 0 to n − 1
   * @param file what a custodian keeps
   */
  public boolean isSound(int index, ShardParts file) {
    return index >= 0
        && index < total()
        && file.read(shardBytes(), 1).isEmpty()
        && ShardTree.root(objectId, index, geometry(), file)
            .filter(root -> Arrays.equals(root, shardRoot(index)))
            .isPresent();
  }

  /** The root of one shard, 32 bytes. */
  byte[] shardRoot(int index) {
    int from = index * Sha256.SIZE_BYTES;
    return Arrays.copyOfRange(shardRoots, from, from + Sha256.SIZE_BYTES);
  }

  Geometry geometry() {
    return new Geometry(data, bodyBytes);
  }

  ReedSolomon code() {
    return ReedSolomon.of(data, parity);
  }

  private byte[] encoded() {
    boolean spread = seats > total();
    CborWriter out = new CborWriter()
        .map(spread ? FIELDS + 1 : FIELDS)
        .key(1)
        .bytes(objectId)
        .key(2)
        .text(suite())
        .key(3)
        .integer(data)
        .key(4)
        .integer(parity)
        .key(5)
        .integer(bodyBytes)
        .key(6)
        .bytes(shardRoots);
    return (spread ? out.key(7).integer(seats) : out).toBytes();
  }

  private static Manifest decode(byte[] encoded) {
    CborReader in = CborReader.of(encoded, ErrorCode.OBJECT_CORRUPT);
    int fields = in.map(FIELDS + 1);
    byte[] objectId = in.key(1).bytesOf(ShardTree.OBJECT_ID_BYTES);
    String suite = in.key(2).text(MAX_SUITE_BYTES);
    int data = (int) in.key(3).integer(1, ReedSolomon.MAX_TOTAL);
    int parity = (int) in.key(4).integer(1, ReedSolomon.MAX_TOTAL);
    int bodyBytes = (int) in.key(5).integer(0, Geometry.MAX_BODY_BYTES);
    byte[] shardRoots = in.key(6).bytes(ReedSolomon.MAX_TOTAL * Sha256.SIZE_BYTES);
    int total = data + parity;
    int seats = fields > FIELDS ? (int) in.key(7).integer(total + 1, ReedSolomon.MAX_TOTAL) : total;
    in.end();
    if (!suite.equals(ReedSolomon.suite(data, parity))) {
      throw in.refusal("a code that is not accepted");
    }
    return new Manifest(objectId, data, parity, bodyBytes, shardRoots, seats);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Manifest that
        && seats == that.seats
        && Arrays.equals(objectRoot(), that.objectRoot());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(objectRoot());
  }

  /** The first 8 hex digits of the object id. */
  @Override
  public String toString() {
    return "Manifest[" + HexFormat.of().formatHex(objectId, 0, 4) + "…]";
  }
}
