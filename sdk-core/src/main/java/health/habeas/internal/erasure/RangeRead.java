// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import health.habeas.internal.crypto.Secret;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Fetches only the stripes that hold one record of a pack, and the shares of its key: k chunks and k trailers for a
 * record that lies within one stripe.
 *
 * <p>Not checked here: a part of a shard has no root. The record's seal decides; when it does not open, rebuild the whole
 * object with {@link Rebuild}, which names the shard that was wrong. Thread-safe.
 */
public final class RangeRead {
  private RangeRead() {}

  /** Where parts of shard files come from. */
  @FunctionalInterface
  public interface Source {
    /**
     * A part of a shard file; empty if it can't be had.
     *
     * @param index the shard's
     * @param offset of the first byte
     * @param length in bytes
     */
    Optional<byte[]> fetch(int index, int offset, int length);
  }

  /**
   * Bytes that nobody has vouched for yet.
   *
   * @param sealed the bytes of the extent, handed over
   * @param shareKey from the trailers; the receiver closes it
   */
  public record Unverified(byte[] sealed, Secret shareKey) {}

  /**
   * The bytes of an extent, from the first k shards that answer; empty if fewer than k do or if the extent lies beyond
   * the body.
   *
   * @param manifest verified by the caller
   * @param extent the record's
   * @param source of parts
   */
  public static Optional<Unverified> of(Manifest manifest, Extent extent, Source source) {
    if (extent.end() > manifest.bodyBytes()) {
      return Optional.empty();
    }
    Geometry geometry = manifest.geometry();
    int first = geometry.stripeOf(extent.offset());
    int last = geometry.stripeOf(extent.end() - 1);
    Extent inRow = geometry.inRow(first, last);
    Extent trailer = new Extent(geometry.rowBytes(), ShardTree.TRAILER_BYTES);
    SortedMap<Integer, byte[]> rows = new TreeMap<>();
    SortedMap<Integer, byte[]> shares = new TreeMap<>();
    for (int j = 0; j < manifest.total() && rows.size() < manifest.data(); j++) {
      Optional<byte[]> row = part(source, j, inRow);
      Optional<byte[]> share = row.isEmpty() ? row : part(source, j, trailer);
      if (share.isPresent()) {
        rows.put(j, row.get());
        shares.put(j, share.get());
      }
    }
    if (rows.size() < manifest.data()) {
      return Optional.empty();
    }
    byte[] stripes = geometry.join(manifest.code().decode(rows), first, last);
    byte[] sealed = extent.minus(geometry.startOf(first)).of(stripes);
    return Optional.of(new Unverified(sealed, Shamir.combine(shares)));
  }

  private static Optional<byte[]> part(Source source, int index, Extent extent) {
    return source
        .fetch(index, extent.offset(), extent.length())
        .filter(bytes -> bytes.length == extent.length());
  }
}
