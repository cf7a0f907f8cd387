// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The table of handles finds what a map finds, while it grows, and in little memory. */
class HandleTableTest {
  private static final int MILLION = 1_000_000;

  @Property(tries = 200)
  void findsTheFirstPositionOfEachHandleAndNoOther_L28(
      @ForAll @Size(max = 300) List<@IntRange(max = 200) Integer> leaves, @ForAll long seed) {
    HandleTable table = new HandleTable(seed);
    Map<Integer, Long> first = new HashMap<>();
    for (int position = 0; position < leaves.size(); position++) {
      table.add(handle(leaves.get(position)), 7L * position); // most entries revoke nothing
      first.putIfAbsent(leaves.get(position), 7L * position);
    }
    for (int leaf = 0; leaf <= 200; leaf++) {
      Long expected = first.get(leaf);
      assertThat(table.find(StatusHandle.ofBytes(handle(leaf))))
          .isEqualTo(expected == null ? OptionalLong.empty() : OptionalLong.of(expected));
    }
  }

  @Test
  void handlesThatDifferInTheirSecondHalfOfTheKeptBitsAreTwo() {
    HandleTable table = new HandleTable(0);
    byte[] one = new byte[32];
    byte[] other = new byte[32];
    other[15] = 1;
    table.add(one, 0);
    table.add(other, 1);
    assertThat(table.find(StatusHandle.ofBytes(one))).hasValue(0);
    assertThat(table.find(StatusHandle.ofBytes(other))).hasValue(1);
  }

  @Test
  void aMillionHandlesTakeLessThan64Megabytes() {
    long before = usedAfterCollection();
    HandleTable table = filled(MILLION);
    long taken = usedAfterCollection() - before;
    assertThat(table.find(StatusHandle.ofBytes(handle(MILLION - 1)))).hasValue(MILLION - 1);
    assertThat(table.find(StatusHandle.ofBytes(handle(MILLION)))).isEmpty();
    assertThat(taken).isLessThan(64 << 20);
  }

  @Test
  void whoLooksWhileItGrowsSeesWhatWasThereBefore() throws InterruptedException {
    HandleTable table = new HandleTable(7);
    AtomicLong added = new AtomicLong();
    List<Long> missed = new ArrayList<>();
    Thread reader = new Thread(() -> {
      SplittableRandom random = new SplittableRandom(1);
      for (long size = added.get(); size < MILLION / 4; size = added.get()) {
        long wanted = size == 0 ? 0 : random.nextLong(size);
        boolean seen = table.find(StatusHandle.ofBytes(handle(wanted))).isPresent();
        if (size > 0 && !seen) {
          missed.add(wanted);
        }
      }
    });
    reader.start();
    for (int position = 0; position < MILLION / 4; position++) {
      table.add(handle(position), position);
      added.set(position + 1L);
    }
    reader.join();
    assertThat(missed).isEmpty();
  }

  private static HandleTable filled(int size) {
    HandleTable table = new HandleTable(42);
    for (int position = 0; position < size; position++) {
      table.add(handle(position), position);
    }
    return table;
  }

  /** As even as a digest, and quicker. */
  private static byte[] handle(long number) {
    SplittableRandom random = new SplittableRandom(number);
    return ByteBuffer.allocate(32)
        .putLong(random.nextLong())
        .putLong(random.nextLong())
        .array();
  }

  private static long usedAfterCollection() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
