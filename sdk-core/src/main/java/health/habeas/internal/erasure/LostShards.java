// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import health.habeas.error.ErrorCode;
import health.habeas.error.IntegrityException;
import health.habeas.internal.crypto.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Makes lost shards again from any k others: the very bytes that were lost, share of the share key included.
 *
 * <p>Guarantee: what is made has the root that the manifest gives, or nothing is made. Nobody's key is needed, and nothing of
 * the content is learned beyond what k shards say. Thread-safe.
 */
public final class LostShards {
  private LostShards() {}

  /**
   * The shard files that were lost.
   *
   * @param manifest verified by the caller
   * @param sound exactly k shard files that have their root, by index
   * @param lost the indices to make
   * @throws IntegrityException if the shards match the manifest but not one another: its writer was faulty
   */
  public static SortedMap<Integer, byte[]> of(
      Manifest manifest, SortedMap<Integer, byte[]> sound, SortedSet<Integer> lost) {
    int split = manifest.geometry().rowBytes();
    SortedMap<Integer, byte[]> rows = new TreeMap<>();
    SortedMap<Integer, byte[]> shares = new TreeMap<>();
    sound.forEach((index, file) -> {
      rows.put(index, Arrays.copyOf(file, split));
      shares.put(index, Arrays.copyOfRange(file, split, file.length));
    });
    List<byte[]> data = manifest.code().decode(rows);
    boolean parityIsLost = !lost.isEmpty() && lost.last() >= manifest.data();
    List<byte[]> parity = parityIsLost ? manifest.code().encode(data) : List.of();
    SortedMap<Integer, byte[]> made = new TreeMap<>();
    for (int index : lost) {
      byte[] row = index < manifest.data() ? data.get(index) : parity.get(index - manifest.data());
      byte[] file = Bytes.concat(row, Shamir.share(shares, index));
      if (!manifest.isSound(index, file)) {
        throw new IntegrityException(
            ErrorCode.OBJECT_CORRUPT, "an object's shards contradict each other as written");
      }
      made.put(index, file);
    }
    return made;
  }
}
