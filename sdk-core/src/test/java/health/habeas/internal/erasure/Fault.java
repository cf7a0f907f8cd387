// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a careless or lying custodian may give instead of a shard; each differs from the shard. */
enum Fault {
  LOST,
  FLIPPED_BIT,
  FLIPPED_BIT_IN_TRAILER,
  TRUNCATED,
  EXTENDED,
  EMPTY,
  OF_ANOTHER_INDEX,
  OF_ANOTHER_OBJECT,
  MOVED_CHUNK;

  /**
   * What the custodian gives.
   *
   * @param shards of the object
   * @param others of another object with the same layout and size
   * @param index of the shard
   */
  Optional<byte[]> give(List<byte[]> shards, List<byte[]> others, int index) {
    byte[] sound = shards.get(index);
    return switch (this) {
      case LOST -> Optional.empty();
      case FLIPPED_BIT -> Optional.of(flipped(sound, index * 7919 % sound.length));
      case FLIPPED_BIT_IN_TRAILER -> Optional.of(flipped(sound, sound.length - 1 - index % 32));
      case TRUNCATED -> Optional.of(Arrays.copyOf(sound, sound.length - 1));
      case EXTENDED -> Optional.of(Arrays.copyOf(sound, sound.length + 1));
      case EMPTY -> Optional.of(new byte[0]);
      case OF_ANOTHER_INDEX -> Optional.of(other(sound, shards.get((index + 1) % shards.size())));
      case OF_ANOTHER_OBJECT -> Optional.of(other(sound, others.get(index)));
      case MOVED_CHUNK -> Optional.of(rotated(sound));
    };
  }

  private static byte[] flipped(byte[] sound, int at) {
    byte[] altered = sound.clone();
    altered[at] ^= 1;
    return altered;
  }

  /** With k = 1 all shards of an object are equal, and exchanging them changes nothing. */
  private static byte[] other(byte[] sound, byte[] instead) {
    return Arrays.equals(instead, sound) ? flipped(sound, 0) : instead;
  }

  /** The first chunk behind the others where there are several. */
  private static byte[] rotated(byte[] sound) {
    int chunk = Geometry.CHUNK_BYTES;
    int row = sound.length - ShardTree.TRAILER_BYTES;
    byte[] altered = sound.clone();
    if (row > chunk) {
      System.arraycopy(sound, chunk, altered, 0, row - chunk);
      System.arraycopy(sound, 0, altered, row - chunk, chunk);
    }
    return other(sound, altered);
  }
}
