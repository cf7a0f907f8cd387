// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import static health.habeas.Keepers.labs;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.crash.WatchedStore;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordHeader;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What waits for a custodian that is late, and how often others are asked. */
class BoundedMemoryTest {
  private static final StripeLayout LAYOUT = StripeLayout.of(4, 6);

  @Test
  void aCustodianThatHangsHoldsItsOwnPiecesInMemoryAndNoOthers() {
    CountDownLatch end = new CountDownLatch(1);
    try (Keepers home = new Keepers(LAYOUT)) {
      List<WeakReference<byte[]>> others = Collections.synchronizedList(new ArrayList<>());
      AtomicBoolean hangs = new AtomicBoolean();
      home.custodians.set(5, watched(home, 5, new Watch() {
        @Override
        public void writes(String name) {
          if (hangs.get()) {
            await(end);
          }
        }
      }));
      home.custodians.set(
          0,
          Custodians.over(
              "node-0", new Seen(home.stores.get(0), others), home.ledger, () -> home.now));
      home.reopen();
      hangs.set(true);
      for (int i = 0; i < 12; i++) {
        home.vault.put(labs("a" + i + "-", 20));
      }
      assertThat(others).hasSize(12);
      for (int i = 0; i < 20 && stillThere(others) > 1; i++) {
        System.gc();
        pause(50);
      }
      assertThat(stillThere(others))
          .as("shards that node-0 has stored long ago, and that nobody needs any more")
          .isLessThanOrEqualTo(1);
    } finally {
      end.countDown();
    }
  }

  private static long stillThere(List<WeakReference<byte[]>> refs) {
    return refs.stream().filter(ref -> ref.get() != null).count();
  }

  @Test
  void aStreamIsFetchedPartByPart() throws IOException {
    try (Keepers home = new Keepers(LAYOUT)) {
      AtomicInteger shardReads = new AtomicInteger();
      byte[] content = new byte[8 << 20];
      new Random(7).nextBytes(content);
      RecordHeader header = new RecordHeader(
          new RecordId("ImagingStudy/1"),
          "ImagingStudy",
          LocalDate.of(2026, 3, 3),
          Set.of(Category.LABORATORY),
          Set.of(Label.NORMAL));
      home.vault.put(header, new ByteArrayInputStream(content));
      home.watch = new Watch() {
        @Override
        public void reads(String name) {
          if (name.contains("/shard/")) {
            shardReads.incrementAndGet();
          }
        }
      };
      try (RecordContent opened = home.vault.open(header.id()).content().orElseThrow()) {
        assertThat(opened.stream().readAllBytes()).isEqualTo(content);
      }
      // 9 parts: a few segments of the first ones, then k whole shards a part.
      assertThat(shardReads.get()).isLessThan(250);
    }
  }

  private static Custodian watched(Keepers home, int index, Watch watch) {
    return Custodians.over(
        "node-" + index,
        new WatchedStore(home.stores.get(index), watch),
        home.ledger,
        () -> home.now);
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Remembers, weakly, the shards that it was given. */
  private record Seen(ShardStore store, List<WeakReference<byte[]>> shards) implements ShardStore {
    @Override
    public boolean putIfAbsent(String name, byte[] blob) {
      if (name.contains("/shard/")) {
        shards.add(new WeakReference<>(blob));
      }
      return store.putIfAbsent(name, blob);
    }

    @Override
    public Set<String> putAllIfAbsent(Map<String, byte[]> blobs) {
      return store.putAllIfAbsent(blobs);
    }

    @Override
    public Optional<byte[]> get(String name) {
      return store.get(name);
    }

    @Override
    public Optional<byte[]> getRange(String name, long offset, int length) {
      return store.getRange(name, offset, length);
    }

    @Override
    public boolean delete(String name) {
      return store.delete(name);
    }

    @Override
    public List<String> list(String prefix) {
      return store.list(prefix);
    }

    @Override
    public Set<health.habeas.shard.StoreCapability> capabilities() {
      return store.capabilities();
    }

    @Override
    public void close() {}
  }
}
