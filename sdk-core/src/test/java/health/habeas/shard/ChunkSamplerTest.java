// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.shard.ChunkSampler.Drawn;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ChunkSamplerTest {
  /** Counted over 20,000 audits with a fixed seed: four standard deviations are 0.6 %. */
  @Test
  void threeHundredSamplesFindALossOfOnePercentWith95Percent() {
    Random random = new Random(42);
    ChunkSampler<Integer> sampler = new ChunkSampler<>();
    // A vault of unlike objects, 10,000 chunks; what is lost are whole small shards and parts of
    // large ones.
    int chunks = 0;
    for (int shard = 0; chunks < 10_000; shard++) {
      int size = Math.min(1 + random.nextInt(200), 10_000 - chunks);
      sampler.add(shard, size);
      chunks += size;
    }
    Set<Drawn<Integer>> lost = new HashSet<>();
    while (lost.size() < 100) {
      lost.add(sampler.draw(random));
    }
    int found = 0;
    for (int audit = 0; audit < 20_000; audit++) {
      boolean hit = false;
      for (int sample = 0; sample < 300; sample++) {
        hit |= lost.contains(sampler.draw(random));
      }
      found += hit ? 1 : 0;
    }
    double expected = 1 - Math.pow(0.99, 300);
    assertThat(expected).isGreaterThan(0.95);
    assertThat(found / 20_000.0).isBetween(expected - 0.006, expected + 0.006);
  }

  @Property
  void everyChunkIsDrawnAndNoOther(
      @ForAll @Size(min = 1, max = 5) java.util.List<@IntRange(max = 4) Integer> sizes,
      @ForAll long seed) {
    ChunkSampler<Integer> sampler = new ChunkSampler<>();
    Set<Drawn<Integer>> all = new HashSet<>();
    for (int shard = 0; shard < sizes.size(); shard++) {
      sampler.add(shard, sizes.get(shard));
      for (int position = 0; position < sizes.get(shard); position++) {
        all.add(new Drawn<>(shard, position));
      }
    }
    assertThat(sampler.isEmpty()).isEqualTo(all.isEmpty());
    Random random = new Random(seed);
    Set<Drawn<Integer>> drawn = new HashSet<>();
    // With at most 20 chunks, one of them stays away from 1,000 draws once in 10^20 runs.
    for (int i = 0; i < 1000 && !all.isEmpty(); i++) {
      drawn.add(sampler.draw(random));
    }
    assertThat(drawn).isEqualTo(all);
  }

  @Test
  void manyShardsKeepTheirPlaces() {
    ChunkSampler<Integer> sampler = new ChunkSampler<>();
    for (int shard = 0; shard < 1000; shard++) {
      sampler.add(shard, shard % 3);
    }
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      Drawn<Integer> drawn = sampler.draw(random);
      assertThat(drawn.position()).isBetween(0, drawn.from() % 3 - 1);
    }
  }
}
