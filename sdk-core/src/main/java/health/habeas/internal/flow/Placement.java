// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.flow.Roster.Seat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Which custodian keeps which shard of an object, by rendezvous hashing over the seats: anybody who knows the names finds
 * the shards without a table.
 *
 * <p>Guarantee: no domain has more shards than it must have if all are to be spread as evenly as they can. Immutable.
 */
final class Placement {
  private final List<Seat> seatOfShard;

  private Placement(List<Seat> seatOfShard) {
    this.seatOfShard = List.copyOf(seatOfShard);
  }

  /**
   * The placement of one object.
   *
   * @param objectId 32 bytes
   * @param seats at least as many as there are shards
   * @param shards how many
   */
  static Placement of(byte[] objectId, List<Seat> seats, int shards) {
    int cap = cap(seats, shards);
    Map<String, Integer> taken = new HashMap<>();
    List<Seat> chosen = new ArrayList<>();
    for (Seat seat : ordered(objectId, seats)) {
      // What a domain was called when the seat was taken: a later custodian's moves no shard.
      int inDomain = taken.merge(seat.first().domain(), 1, Integer::sum);
      if (inDomain <= cap && chosen.size() < shards) {
        chosen.add(seat);
      }
    }
    return new Placement(chosen);
  }

  private static List<Seat> ordered(byte[] objectId, List<Seat> seats) {
    byte[][] scores = seats.stream()
        .map(seat -> Sha256.of(objectId, seat.first().name().getBytes(StandardCharsets.UTF_8)))
        .toArray(byte[][]::new);
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparing(i -> scores[i], Arrays::compareUnsigned))
        .map(seats::get)
        .toList();
  }

  /** The smallest number of shards in a domain with which all find a place. */
  static int cap(List<Seat> seats, int shards) {
    if (seats.size() < shards) {
      throw new IllegalArgumentException("each shard needs a custodian of its own");
    }
    Map<String, Integer> sizes = new HashMap<>();
    seats.forEach(seat -> sizes.merge(seat.first().domain(), 1, Integer::sum));
    int cap = 1;
    while (places(sizes, cap) < shards) {
      cap++;
    }
    return cap;
  }

  private static int places(Map<String, Integer> sizes, int cap) {
    return sizes.values().stream().mapToInt(size -> Math.min(size, cap)).sum();
  }

  int shards() {
    return seatOfShard.size();
  }

  /** The name of the custodian that keeps this shard. */
  String keeperOf(int shard) {
    return seatOfShard.get(shard).now().name();
  }

  /** Which shard a custodian keeps; empty if none. */
  OptionalInt shardOf(String keeper) {
    return IntStream.range(0, shards())
        .filter(shard -> keeperOf(shard).equals(keeper))
        .findFirst();
  }
}
