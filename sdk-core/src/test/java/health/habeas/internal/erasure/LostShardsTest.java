// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.internal.crypto.Secret;
import java.security.SecureRandom;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
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
