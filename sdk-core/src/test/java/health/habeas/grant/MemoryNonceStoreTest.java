// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryNonceStoreTest {
  private static final Instant NOW = Cast.NOW;
  private final NonceStore store = NonceStore.inMemory(2);

  @Test
  void remembersUntilTheLastSecond_L38() {
    assertThat(store.isFirst("a", NOW.plusSeconds(10), NOW)).isTrue();
    assertThat(store.isFirst("a", NOW.plusSeconds(10), NOW.plusSeconds(10))).isFalse();
  }

  @Test
  void refusesWhatItMayHaveForgottenWhenTheClockCameBack_L38() {
    assertThat(store.isFirst("a", NOW.plusSeconds(10), NOW)).isTrue();
    assertThat(store.isFirst("b", NOW.plusSeconds(99), NOW.plusSeconds(20))).isTrue();
    assertThat(store.isFirst("a", NOW.plusSeconds(10), NOW)).isFalse();
  }

  @Test
  void throwsWhenFullAndRecoversWhenUsesAreOver() {
    assertThat(store.isFirst("a", NOW.plusSeconds(10), NOW)).isTrue();
    assertThat(store.isFirst("b", NOW.plusSeconds(20), NOW)).isTrue();
    assertThatThrownBy(() -> store.isFirst("c", NOW.plusSeconds(30), NOW))
        .isInstanceOf(IllegalStateException.class);
    assertThat(store.isFirst("c", NOW.plusSeconds(30), NOW.plusSeconds(11))).isTrue();
  }

  @Test
  void tellsOnlyOneOfManyThreadsThatItIsTheFirst() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Boolean> use = () -> store.isFirst("a", NOW.plusSeconds(10), NOW);
      List<Future<Boolean>> answers =
          threads.invokeAll(IntStream.range(0, 64).mapToObj(i -> use).toList());
      int first = 0;
      for (Future<Boolean> answer : answers) {
        first += answer.get() ? 1 : 0;
      }
      assertThat(first).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }
}
