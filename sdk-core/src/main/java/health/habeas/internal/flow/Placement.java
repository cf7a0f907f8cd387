// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which custodian keeps which shard of an object, by rendezvous hashing over the custodians' names: anybody who knows the
 * names finds the shards without a table. Immutable.
 */
final class Placement {
  private final int[] custodianOfShard;

  private Placement(int[] custodianOfShard) {
    this.custodianOfShard = custodianOfShard;
  }

  /**
   * The placement of one object over exactly as many custodians as it has shards.
   *
   * @param objectId 32 bytes
   * @param custodians their names
   */
  static Placement of(byte[] objectId, List<String> custodians) {
    byte[][] scores = custodians.stream()
        .map(name -> Sha256.of(objectId, name.getBytes(StandardCharsets.UTF_8)))
        .toArray(byte[][]::new);
    return new Placement(IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparing(i -> scores[i], Arrays::compareUnsigned))
        .mapToInt(Integer::intValue)
        .toArray());
  }

  /** The position, in the list of custodians, of the one that keeps this shard. */
  int custodianOf(int shard) {
    return custodianOfShard[shard];
  }
}
