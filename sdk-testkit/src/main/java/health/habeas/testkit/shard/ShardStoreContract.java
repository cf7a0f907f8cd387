// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import health.habeas.error.StorageException;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StoreCapability;
import health.habeas.testkit.server.ServerProcess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ShardStore} must do, as tests: extend this class and implement {@link #open()}.
 *
 * <p>It needs JUnit Jupiter alone. Where a store does not claim {@link StoreCapability#DURABLE} or {@link
 * StoreCapability#SHARED}, the tests of that claim are skipped. Not thread-safe: one per test, as JUnit does.
 */
public abstract class ShardStoreContract {
  private static final int WRITERS = 8;
  private static final int BIG_BYTES = (16 << 20) + 1;
  private static final int MANY_NAMES = 1100;
  private static final int CRASH_BYTES = 100_000;

  private ShardStore store;

  /** For subclasses. */
  @SuppressWarnings("NullAway.Init") // JUnit opens the store before each test
  protected ShardStoreContract() {}

  /**
   * Opens a session on the store under test, which is empty when a test begins. A test calls it again for another session
   * on the same blobs; a store that is neither durable nor shared may return the first session.
   */
  protected abstract ShardStore open();

  /**
   * The server that keeps the blobs, if it is a process that a test may kill and start again; if not, the tests of a crash are
   * skipped. Default: none.
   */
  protected Optional<ServerProcess> server() {
    return Optional.empty();
  }

  @BeforeEach
  final void openStore() {
    store = open();
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  @Test
  void keepsABlobUntilItIsDeleted() {
    for (int size : new int[] {0, 1, 255, 16_384, 1_000_003}) {
      String name = "size/" + size;
      assertThat(store.get(name)).isEmpty();
      assertThat(store.putIfAbsent(name, blob(size))).isTrue();
      assertThat(store.get(name)).hasValue(blob(size));
      assertThat(store.delete(name)).isTrue();
      assertThat(store.get(name)).isEmpty();
      assertThat(store.delete(name)).isFalse();
    }
  }

  @Test
  void neverOverwrites() {
    assertThat(store.putIfAbsent("a", blob(10))).isTrue();
    assertThat(store.putIfAbsent("a", blob(20))).isFalse();
    assertThat(store.putIfAbsent("a", blob(10))).isFalse();
    assertThat(store.get("a")).hasValue(blob(10));
  }

  @Test
  void aDeletedNameIsFreeAgain() {
    store.putIfAbsent("a", blob(10));
    store.delete("a");
    assertThat(store.putIfAbsent("a", blob(20))).isTrue();
    assertThat(store.get("a")).hasValue(blob(20));
  }

  @Test
  void copiesInAndOut() {
    byte[] given = blob(10);
    store.putIfAbsent("a", given);
    Arrays.fill(given, (byte) 0);
    byte[] got = store.get("a").orElseThrow();
    assertThat(got).isEqualTo(blob(10));
    Arrays.fill(got, (byte) 0);
    assertThat(store.get("a")).hasValue(blob(10));
  }

  @Test
  void storesSeveralAndNamesThoseThatWereThere() {
    store.putIfAbsent("b", blob(1));
    Map<String, byte[]> several = Map.of("a", blob(5), "b", blob(6), "c/d", blob(7));
    assertThat(store.putAllIfAbsent(several)).containsExactly("b");
    assertThat(store.get("a")).hasValue(blob(5));
    assertThat(store.get("b")).hasValue(blob(1));
    assertThat(store.get("c/d")).hasValue(blob(7));
    assertThat(store.putAllIfAbsent(several)).containsExactlyInAnyOrder("a", "b", "c/d");
    assertThat(store.putAllIfAbsent(Map.of())).isEmpty();
  }

  @Test
  void readsARange() {
    byte[] blob = blob(100_000);
    store.putIfAbsent("a", blob);
    assertThat(store.getRange("a", 0, 100_000)).hasValue(blob);
    assertThat(store.getRange("a", 0, 1)).hasValue(Arrays.copyOf(blob, 1));
    assertThat(store.getRange("a", 65_535, 2)).hasValue(Arrays.copyOfRange(blob, 65_535, 65_537));
    assertThat(store.getRange("a", 99_999, 1)).hasValue(Arrays.copyOfRange(blob, 99_999, 100_000));
    assertThat(store.getRange("a", 100_000, 0)).hasValue(new byte[0]);
  }

  @Test
  void givesNoRangeThatIsNotThereAsAWhole() {
    store.putIfAbsent("a", blob(10));
    assertThat(store.getRange("a", 0, 11)).isEmpty();
    assertThat(store.getRange("a", 9, 2)).isEmpty();
    assertThat(store.getRange("a", 11, 0)).isEmpty();
    assertThat(store.getRange("a", Long.MAX_VALUE, Integer.MAX_VALUE)).isEmpty();
    assertThat(store.getRange("absent", 0, 1)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> store.getRange("a", -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> store.getRange("a", 0, -1));
  }

  @Test
  void readsRangesAroundEveryEdge() {
    for (int size : new int[] {1, 16_383, 16_384, 16_385, 65_536, 262_145}) {
      byte[] blob = blob(size);
      store.putIfAbsent("edge/" + size, blob);
      for (int offset : new int[] {0, 1, size / 2, size - 1, size}) {
        byte[] rest = Arrays.copyOfRange(blob, offset, size);
        assertThat(store.getRange("edge/" + size, offset, rest.length))
            .as("%s bytes from %s", size, offset)
            .hasValue(rest);
        assertThat(store.getRange("edge/" + size, offset, rest.length + 1)).isEmpty();
      }
    }
  }

  @Test
  void keepsABigBlob() {
    byte[] blob = blob(BIG_BYTES);
    assertThat(store.putIfAbsent("big", blob)).isTrue();
    assertThat(Arrays.equals(store.get("big").orElseThrow(), blob)).isTrue();
    assertThat(store.getRange("big", BIG_BYTES - 10, 10))
        .hasValue(Arrays.copyOfRange(blob, BIG_BYTES - 10, BIG_BYTES));
  }

  @Test
  void listsMoreNamesThanFitOnAPage() {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < MANY_NAMES; i++) {
      names.add("many/%04x".formatted(i));
    }
    List<String> all = List.copyOf(names);
    together(i -> {
      for (int n = i; n < all.size(); n += WRITERS) {
        store.putIfAbsent(all.get(n), new byte[0]);
      }
      return true;
    });
    assertThat(store.list("many/")).isEqualTo(all);
    assertThat(store.list("many/00f")).hasSize(16);
  }

  @Test
  void manyCallersDoNotMeetEachOther() {
    together(i -> {
      for (int n = 0; n < 10; n++) {
        String own = "caller-" + i + "/" + n;
        byte[] blob = blob(3000 + i);
        assertThat(store.putIfAbsent(own, blob)).isTrue();
        assertThat(store.get(own)).hasValue(blob);
        assertThat(store.getRange(own, 1, 2)).hasValue(Arrays.copyOfRange(blob, 1, 3));
        assertThat(store.delete(own)).isTrue();
        assertThat(store.putIfAbsent(own, blob)).isTrue();
      }
      return true;
    });
    assertThat(store.list("caller-")).hasSize(WRITERS * 10);
  }

  @Test
  void aServerThatIsKilledLosesNothingAndLeavesNoPart() {
    assumeTrue(server().isPresent(), "skipped: the store is no process of its own");
    for (int crash = 0; crash < 3; crash++) {
      Set<String> acknowledged = ConcurrentHashMap.newKeySet();
      int number = crash;
      List<CompletableFuture<Void>> writers = IntStream.range(0, WRITERS)
          .mapToObj(i -> CompletableFuture.runAsync(
              () -> putUntilItFails("crash-" + number + "/" + i + ".", acknowledged), ownThread()))
          .toList();
      pause(200 + 150 * crash);
      server().orElseThrow().kill();
      writers.forEach(CompletableFuture::join);
      server().orElseThrow().restart();
      store.close();
      store = open();
      assertThat(acknowledged).isNotEmpty();
      List<String> listed = store.list("crash-" + crash + "/");
      assertThat(listed).containsAll(acknowledged);
      for (String name : listed) {
        assertThat(Arrays.equals(store.get(name).orElseThrow(), blob(CRASH_BYTES)))
            .as(acknowledged.contains(name) ? "acknowledged" : "there, so there as a whole")
            .isTrue();
      }
    }
  }

  @Test
  void listsByPrefixInOrder() {
    for (String name : List.of("shard/0a.1", "shard/0a.0", "shard/0b.0", "shards", "page/0a")) {
      store.putIfAbsent(name, blob(1));
    }
    assertThat(store.list("shard/")).containsExactly("shard/0a.0", "shard/0a.1", "shard/0b.0");
    assertThat(store.list("shard/0a")).containsExactly("shard/0a.0", "shard/0a.1");
    assertThat(store.list("shard")).hasSize(4).endsWith("shards");
    assertThat(store.list("")).hasSize(5).startsWith("page/0a");
    assertThat(store.list("absent/")).isEmpty();
    assertThat(store.list("../")).isEmpty();
    store.delete("shard/0a.0");
    assertThat(store.list("shard/0a")).containsExactly("shard/0a.1");
  }

  @Test
  void takesEveryNameThatTheContractAllows() {
    String part = "0123456789-_.abcdefghijklmnopqrstuvwxyz".repeat(3).substring(0, 99);
    List<String> names = List.of("a", "-", "_", part, String.join("/", part, part, part, part));
    for (String name : names) {
      assertThat(store.putIfAbsent(name + "z", blob(3))).isTrue();
      assertThat(store.get(name + "z")).hasValue(blob(3));
    }
    assertThat(store.list("")).hasSameSizeAs(names);
  }

  @Test
  void refusesEveryOtherNameWithoutRepeatingIt() {
    List<String> names = List.of(
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "../a",
        "a/../b",
        ".a",
        "a/.b",
        "A",
        "ä",
        "a b",
        "a\\b",
        "a\0",
        "a\n",
        "a:b",
        "a%2e",
        "~",
        "a".repeat(101),
        "a/".repeat(200) + "a");
    for (String name : names) {
      assertRefused(name, () -> store.putIfAbsent(name, blob(1)));
      assertRefused(name, () -> store.putAllIfAbsent(Map.of(name, blob(1))));
      assertRefused(name, () -> store.get(name));
      assertRefused(name, () -> store.getRange(name, 0, 1));
      assertRefused(name, () -> store.delete(name));
    }
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void refusesAllOfSeveralForOneWrongName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.putAllIfAbsent(Map.of("a", blob(1), "B", blob(1))));
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void ofManyWritersExactlyOneWins() {
    assertOneWinsEachName(IntStream.range(0, WRITERS).mapToObj(i -> store).toList());
  }

  @Test
  void ofManySessionsExactlyOneWins() {
    assumeTrue(
        store.capabilities().contains(StoreCapability.SHARED), "skipped: the store is not shared");
    List<ShardStore> sessions =
        IntStream.range(0, WRITERS).mapToObj(i -> open()).toList();
    assertOneWinsEachName(sessions);
    sessions.forEach(ShardStore::close);
  }

  @Test
  void aReaderSeesAllOrNothing() {
    byte[] blob = blob(300_000);
    for (int i = 0; i < 20; i++) {
      String name = "all/" + i;
      AtomicBoolean written = new AtomicBoolean();
      CompletableFuture<Void> reader =
          CompletableFuture.runAsync(() -> readUntil(written, name, blob), ownThread());
      store.putIfAbsent(name, blob);
      written.set(true);
      reader.join();
      assertThat(store.get(name)).hasValue(blob);
    }
  }

  @Test
  void theNextSessionFindsEverything() {
    assumeTrue(
        store.capabilities().contains(StoreCapability.DURABLE),
        "skipped: the store is not durable");
    store.putIfAbsent("a/b", blob(1000));
    store.putIfAbsent("c", blob(0));
    store.close();
    store = open();
    assertThat(store.get("a/b")).hasValue(blob(1000));
    assertThat(store.list("")).containsExactly("a/b", "c");
    assertThat(store.putIfAbsent("c", blob(1))).isFalse();
  }

  private void putUntilItFails(String prefix, Set<String> acknowledged) {
    try {
      for (int n = 0; n < 100_000; n++) {
        if (store.putIfAbsent(prefix + n, blob(CRASH_BYTES))) {
          acknowledged.add(prefix + n);
        }
      }
    } catch (StorageException e) {
      // the server is gone
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  private static void together(IntFunction<Boolean> task) {
    List<CompletableFuture<Boolean>> callers = IntStream.range(0, WRITERS)
        .mapToObj(i -> CompletableFuture.supplyAsync(() -> task.apply(i), ownThread()))
        .toList();
    assertThat(callers.stream().allMatch(CompletableFuture::join)).isTrue();
  }

  private void readUntil(AtomicBoolean written, String name, byte[] blob) {
    boolean last;
    do {
      last = written.get();
      Optional<byte[]> got = store.get(name);
      got.ifPresent(bytes -> assertThat(bytes).isEqualTo(blob));
      store
          .getRange(name, blob.length - 1, 1)
          .ifPresent(end -> assertThat(end[0]).isEqualTo(blob[blob.length - 1]));
    } while (!last);
  }

  private static void assertOneWinsEachName(List<ShardStore> sessions) {
    int names = 30;
    CyclicBarrier start = new CyclicBarrier(sessions.size());
    List<CompletableFuture<List<String>>> writers = new ArrayList<>();
    for (int i = 0; i < sessions.size(); i++) {
      ShardStore session = sessions.get(i);
      byte[] own = blob(1000 + i);
      writers.add(
          CompletableFuture.supplyAsync(() -> won(session, own, names, start), ownThread()));
    }
    int wins = 0;
    for (int i = 0; i < writers.size(); i++) {
      for (String name : writers.get(i).join()) {
        assertThat(sessions.get(0).get(name)).hasValue(blob(1000 + i));
        wins++;
      }
    }
    assertThat(wins).isEqualTo(names);
  }

  private static List<String> won(
      ShardStore session, byte[] own, int names, CyclicBarrier together) {
    List<String> won = new ArrayList<>();
    for (int n = 0; n < names; n++) {
      await(together);
      if (session.putIfAbsent("race/" + n, own)) {
        won.add("race/" + n);
      }
    }
    return won;
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError("another writer failed", e);
    }
  }

  private static Executor ownThread() {
    return task -> new Thread(task, "writer").start();
  }

  private static void assertRefused(String name, ThrowingCallable call) {
    assertThatIllegalArgumentException()
        .as("name of %s characters", name.length())
        .isThrownBy(call)
        .satisfies(e -> {
          if (name.length() > 4) {
            assertThat(e.getMessage()).doesNotContain(name);
          }
        });
  }

  private static byte[] blob(int size) {
    byte[] blob = new byte[size];
    new Random(size).nextBytes(blob);
    return blob;
  }
}
