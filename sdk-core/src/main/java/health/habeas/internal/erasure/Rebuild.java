// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import health.habeas.error.ErrorCode;
import health.habeas.error.IntegrityException;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Secret;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.IntFunction;

/**
 * What came of asking for the shards of an object: the whole body, or too few sound shards.
 *
 * <p>Guarantee: a body is byte for byte what was striped, whoever lost or altered up to m shards; the report names each
 * shard that was asked for and is missing or wrong. Immutable; arrays are handed over, not copied.
 */
public sealed interface Rebuild {

  /** What became of the shards that were asked for. */
  ShardReport report();

  /**
   * The object.
   *
   * @param body as it was striped
   * @param shareKey that opens the records in it, together with their own keys; the receiver closes it
   * @param report what became of the shards
   */
  record Rebuilt(byte[] body, Secret shareKey, ShardReport report) implements Rebuild {}

  /**
   * No bytes of the object.
   *
   * @param needed how many sound shards would do
   * @param report all n shards; {@code sound} has fewer than needed
   */
  record TooFew(int needed, ShardReport report) implements Rebuild {
    /** How many sound shards were found. */
    public int found() {
      return report.sound().size();
    }
  }

  /**
   * Asks for shard after shard, data before parity, until k are sound.
   *
   * @param manifest verified by the caller: it decides what is sound
   * @param fetch the shard file with this index, empty if it can't be had; called at most once an index, in order
   * @throws IntegrityException if the shards match the manifest but not one another: its writer was faulty
   */
  static Rebuild from(Manifest manifest, IntFunction<Optional<byte[]>> fetch) {
    ShardCollector collector = new ShardCollector(manifest);
    for (int j = 0; j < manifest.total() && collector.found() < manifest.data(); j++) {
      collector.take(j, fetch.apply(j));
    }
    if (collector.found() < manifest.data()) {
      return new TooFew(manifest.data(), collector.report());
    }
    List<byte[]> rows = manifest.code().decode(collector.rows());
    requireRoots(manifest, collector, rows);
    Geometry geometry = manifest.geometry();
    byte[] body = geometry.join(rows, 0, geometry.stripes() - 1);
    return new Rebuilt(body, Shamir.combine(collector.shares()), collector.report());
  }

  /**
   * Asks for all n shards and only says how they are.
   *
   * @param manifest verified by the caller
   * @param fetch as in {@link #from}
   */
  static ShardReport inspect(Manifest manifest, IntFunction<Optional<byte[]>> fetch) {
    ShardCollector collector = new ShardCollector(manifest);
    for (int j = 0; j < manifest.total(); j++) {
      collector.inspect(j, fetch.apply(j));
    }
    return collector.report();
  }

  /** Holds each data shard that was lost against its published root, which leaves one possible body. */
  private static void requireRoots(Manifest manifest, ShardCollector collector, List<byte[]> rows) {
    SortedMap<Integer, byte[]> shares = collector.shares();
    for (int j = 0; j < rows.size(); j++) {
      if (!shares.containsKey(j)
          && !manifest.isSound(j, Bytes.concat(rows.get(j), Shamir.share(shares, j)))) {
        throw new IntegrityException(
            ErrorCode.OBJECT_CORRUPT, "an object's shards contradict each other as written");
      }
    }
  }
}
