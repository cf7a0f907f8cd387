// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hkdf;
import health.habeas.internal.crypto.Hmac;
import health.habeas.internal.crypto.Padding;
import health.habeas.internal.crypto.PartSealing;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.erasure.Extent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The content of a large record, cut into parts of a fixed size, each an object of its own. The record itself is sealed
 * like any other and lists the digest of each part, so no part can be left out, repeated, exchanged or added.
 *
 * <p>The last parts are filled with zeros up to a Padmé size, so that their number tells no more of the size than one
 * object would. Immutable as far as its maker leaves the array alone.
 *
 * @param sizeBytes of the content, 1 to {@link #MAX_BYTES}
 * @param digests of all parts, 32 bytes each, joined
 */
record Parts(long sizeBytes, byte[] digests) {
  /** 256 GiB: then the digests take 8 MiB. */
  static final long MAX_BYTES = 1L << 38;

  /** Checks that there is one digest for each part. */
  Parts {
    if (sizeBytes < 1 || sizeBytes > MAX_BYTES || digests.length != digestBytes(sizeBytes)) {
      throw new IllegalArgumentException("a large record has 1 byte to 256 GiB, a digest a part");
    }
  }

  /** How many parts there are. */
  int count() {
    return count(sizeBytes);
  }

  /** What a part must be. */
  PartSealing.Expected part(int number) {
    int digest = number * Sha256.SIZE_BYTES;
    return new PartSealing.Expected(
        size(number), Arrays.copyOfRange(digests, digest, digest + Sha256.SIZE_BYTES));
  }

  /** Where a segment lies in the body of its part. */
  Extent segment(int number, int index) {
    int from = index * PartSealing.SEALED_SEGMENT_BYTES;
    int segments = PartSealing.bodyBytes(size(number)) - PartSealing.endBytes(size(number));
    return new Extent(from, Math.min(PartSealing.SEALED_SEGMENT_BYTES, segments - from));
  }

  /** Where the list of a part's segments lies in its body. */
  Extent end(int number) {
    int end = PartSealing.endBytes(size(number));
    return new Extent(PartSealing.bodyBytes(size(number)) - end, end);
  }

  private int size(int number) {
    long from = (long) number * PartSealing.MAX_BYTES;
    return (int) Math.min(PartSealing.MAX_BYTES, Padding.padded(sizeBytes) - from);
  }

  /** The size of the digests of so much content. */
  static int digestBytes(long sizeBytes) {
    return count(sizeBytes) * Sha256.SIZE_BYTES;
  }

  private static int count(long sizeBytes) {
    return (int) ((Padding.padded(sizeBytes) + PartSealing.MAX_BYTES - 1) / PartSealing.MAX_BYTES);
  }

  /** What opens all parts of one record version, and nothing else: it falls with the record's DEK. */
  static Secret key(Secret dek) {
    return Hkdf.derive(dek, Domain.CONTENT);
  }

  /** The object that holds a part; without the key nobody can tell that two parts belong together. */
  static byte[] objectId(Secret key, int number) {
    return Hmac.of(key, Domain.OBJECT_NAME.bytes(), Bytes.be32(number));
  }

  /** All objects of a record with so many parts. */
  static List<byte[]> objectIds(Secret key, int count) {
    return IntStream.range(0, count).mapToObj(number -> objectId(key, number)).toList();
  }

  /** What a part's seal is bound to; the object id stands for the record version and the part's number. */
  static byte[] context(byte[] vaultId, byte[] objectId) {
    return Bytes.concat(Domain.PART.bytes(), vaultId, objectId);
  }
}
