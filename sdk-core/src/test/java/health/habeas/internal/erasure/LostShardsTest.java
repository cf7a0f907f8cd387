// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.error.IntegrityException;
import health.habeas.internal.crypto.Secret;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LostShardsTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "4,2", "6,3", "3,5"})
  void whateverWasLostIsMadeAgainByteForByteFromWhateverIsLeft(int data, int parity) {
    for (int bodyBytes : new int[] {0, 1, data * 16_384, data * 16_384 * 2 + 77}) {
      Striped striped = striped(data, parity, bodyBytes);
      for (int kept = 0; kept < 1 << (data + parity); kept++) {
        if (Integer.bitCount(kept) == data) {
          check(striped, kept);
        }
      }
    }
  }

  private static void check(Striped striped, int kept) {
    SortedMap<Integer, byte[]> sound = new TreeMap<>();
    SortedSet<Integer> lost = new TreeSet<>();
    for (int j = 0; j < striped.shards().size(); j++) {
      if ((kept >> j & 1) == 1) {
        sound.put(j, striped.shards().get(j));
      } else {
        lost.add(j);
      }
    }
    SortedMap<Integer, byte[]> made = LostShards.of(striped.manifest(), sound, lost);
    assertThat(made.keySet()).isEqualTo(lost);
    made.forEach((j, file) -> assertThat(file).isEqualTo(striped.shards().get(j)));
  }

  @Test
  void shardsThatContradictOneAnotherMakeNothing() {
    Striped one = striped(2, 1, 100);
    Striped other = striped(2, 1, 100);
    // A writer that signed roots of shards which don't belong together.
    List<byte[]> mixed = new ArrayList<>(
        List.of(one.shards().get(0), one.shards().get(1), other.shards().get(2)));
    byte[] id = one.manifest().objectId();
    Geometry geometry = new Geometry(2, 100);
    byte[] roots = Stream.of(0, 1, 2)
        .map(j -> ShardTree.root(id, j, geometry, ShardParts.of(mixed.get(j))).orElseThrow())
        .reduce(new byte[0], health.habeas.internal.crypto.Bytes::concat);
    Manifest faulty = new Manifest(id, 2, 1, 100, roots);
    SortedMap<Integer, byte[]> sound = new TreeMap<>();
    sound.put(0, mixed.get(0));
    sound.put(1, mixed.get(1));
    assertThatExceptionOfType(IntegrityException.class)
        .isThrownBy(() -> LostShards.of(faulty, sound, new TreeSet<>(List.of(2))));
  }

  private static Striped striped(int data, int parity, int bodyBytes) {
    byte[] id = new byte[32];
    byte[] body = new byte[bodyBytes];
    RANDOM.nextBytes(id);
    RANDOM.nextBytes(body);
    try (Secret shareKey = Secret.random(RANDOM, 32)) {
      return new Striping(data, parity, RANDOM).stripe(id, body, shareKey);
    }
  }
}
