// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.shard.ShardStore;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultyShardStoreTest {
  private final ShardStore sound = ShardStore.inMemory();
  private final FaultyShardStore store = FaultyShardStore.over(sound);

  @BeforeEach
  void fill() {
    store.putIfAbsent("f/a", new byte[] {1, 2, 3});
    store.putIfAbsent("f/b", new byte[] {4, 5, 6});
  }

  @Test
  void altersWhatItGivesAndNotWhatItKeeps() {
    store.misbehave(StoreFault.TRUNCATE);
    assertThat(store.get("f/a")).hasValue(new byte[] {1, 2});
    assertThat(store.getRange("f/a", 1, 2)).isEmpty();
    store.misbehave(StoreFault.FLIP);
    assertThat(store.get("f/a")).hasValue(new byte[] {1, 3, 3});
    assertThat(store.getRange("f/a", 1, 1)).hasValue(new byte[] {3});
    store.misbehave(StoreFault.SWAP);
    assertThat(store.get("f/a")).hasValue(new byte[] {4, 5, 6});
    assertThat(store.get("f/b")).hasValue(new byte[] {1, 2, 3});
    assertThat(sound.get("f/a")).hasValue(new byte[] {1, 2, 3});
    store.heal();
    assertThat(store.get("f/a")).hasValue(new byte[] {1, 2, 3});
  }

  @Test
  void showsTheStateFromBefore() {
    store.misbehave(StoreFault.STALE);
    assertThat(store.putIfAbsent("f/c", new byte[1])).isTrue();
    assertThat(store.delete("f/a")).isTrue();
    assertThat(store.get("f/c")).isEmpty();
    assertThat(store.get("f/a")).isPresent();
    assertThat(store.list("f/")).containsExactly("f/a", "f/b");
    store.heal();
    assertThat(store.list("f/")).containsExactly("f/b", "f/c");
  }

  @Test
  void forgetsWhatItAcknowledgedOrDoesWhatItDoesNot() {
    store.misbehave(StoreFault.LOSE);
    assertThat(store.putIfAbsent("f/c", new byte[1])).isTrue();
    assertThat(store.delete("f/a")).isTrue();
    assertThat(sound.list("")).containsExactly("f/a", "f/b");
    store.misbehave(StoreFault.LOSE_ANSWER);
    assertFails(ErrorCode.STORE_FAILED, () -> store.putIfAbsent("f/c", new byte[1]));
    assertThat(sound.get("f/c")).isPresent();
    store.misbehave(StoreFault.OVERWRITE);
    assertThat(store.putIfAbsent("f/c", new byte[] {9})).isTrue();
    assertThat(sound.get("f/c")).hasValue(new byte[] {9});
  }

  @ParameterizedTest
  @CsvSource({"ERROR, STORE_FAILED", "REFUSE, STORE_REFUSED"})
  void failsEveryCall(StoreFault fault, ErrorCode code) {
    store.misbehave(fault);
    assertFails(code, () -> store.putIfAbsent("f/c", new byte[1]));
    assertFails(code, () -> store.get("f/a"));
    assertFails(code, () -> store.getRange("f/a", 0, 1));
    assertFails(code, () -> store.list(""));
    assertFails(code, () -> store.delete("f/a"));
  }

  @Test
  void isFullForWritersAlone() {
    store.misbehave(StoreFault.FULL);
    assertFails(ErrorCode.STORE_FULL, () -> store.putIfAbsent("f/c", new byte[1]));
    assertThat(store.get("f/a")).isPresent();
  }

  @Test
  void misbehavesWithTheNamesThatWereChosen() {
    store.misbehave(StoreFault.ERROR, name -> name.endsWith("a"));
    assertFails(ErrorCode.STORE_FAILED, () -> store.get("f/a"));
    assertThat(store.get("f/b")).isPresent();
  }

  @Test
  void hangsUntilItIsHealed() {
    store.misbehave(StoreFault.HANG);
    CompletableFuture<Optional<byte[]>> call = new CompletableFuture<>();
    new Thread(() -> call.complete(store.get("f/a"))).start();
    assertThat(call).isNotDone();
    store.heal();
    assertThat(call.join()).isPresent();
  }

  private static void assertFails(ErrorCode code, ThrowingCallable call) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }
}
