// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Which chunks bring back some bytes of a body, and how: those in which they lie, one for a small record, or else the chunks
 * beside them in any k shards.
 *
 * <p>Not checked here: a part of a shard has no root. What was sealed decides; when it does not open, rebuild the whole
 * object with {@link Rebuild}, which names the shard that was wrong. Immutable.
 */
public final class RangeRead {
  private final Manifest manifest;
  private final Extent extent;
  private final int first;
  private final int last;

  private RangeRead(Manifest manifest, Extent extent) {
    this.manifest = manifest;
    this.extent = extent;
    this.first = manifest.geometry().stripeOf(extent.offset());
    this.last = manifest.geometry().stripeOf(extent.end() - 1);
  }

  /**
   * The plan for an extent; empty if it lies beyond the body.
   *
   * @param manifest verified by the caller
   * @param extent of the body
   */
  public static Optional<RangeRead> of(Manifest manifest, Extent extent) {
    return extent.end() > manifest.bodyBytes()
        ? Optional.empty()
        : Optional.of(new RangeRead(manifest, extent));
  }

  /**
   * Where the share of the share key lies in each shard file.
   *
   * @param manifest of the object
   */
  public static Extent share(Manifest manifest) {
    return new Extent(manifest.geometry().rowBytes(), ShardTree.TRAILER_BYTES);
  }

  /** What is to be fetched of a shard file: whole chunks, so that it does not show where a record begins. */
  public Extent window() {
    return manifest.geometry().inRow(first, last);
  }

  /** The data shards whose windows hold the bytes themselves. */
  public SortedSet<Integer> direct() {
    return manifest.geometry().rowsOf(extent);
  }

  /**
   * The bytes, which nobody has vouched for yet.
   *
   * @param windows by shard index, of all of {@link #direct} or of any k
   * @throws IllegalArgumentException if they are neither, or not of the size of {@link #window}
   */
  public byte[] bytes(SortedMap<Integer, byte[]> windows) {
    if (windows.values().stream().anyMatch(each -> each.length != window().length())) {
      throw new IllegalArgumentException("each part must be as large as the window");
    }
    Geometry geometry = manifest.geometry();
    return windows.keySet().containsAll(direct())
        ? geometry.read(windows, first, extent)
        : geometry.read(decoded(windows), first, extent);
  }

  private SortedMap<Integer, byte[]> decoded(SortedMap<Integer, byte[]> windows) {
    SortedMap<Integer, byte[]> some = new TreeMap<>();
    windows.entrySet().stream()
        .limit(manifest.data())
        .forEach(each -> some.put(each.getKey(), each.getValue()));
    SortedMap<Integer, byte[]> rows = new TreeMap<>();
    for (byte[] row : manifest.code().decode(some)) {
      rows.put(rows.size(), row);
    }
    return rows;
  }
}
