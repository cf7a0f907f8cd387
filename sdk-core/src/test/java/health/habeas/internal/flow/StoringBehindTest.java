// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StoringBehindTest {
  private final List<String> stored = new CopyOnWriteArrayList<>();
  private final StoringBehind storing = new StoringBehind();

  @Test
  void oneIsStoredWhileTheNextIsMadeAndTheNextButOneWaits() throws Exception {
    CountDownLatch made = new CountDownLatch(1);
    storing.begin(() -> {
      await(made);
      stored.add("first");
    });
    assertThat(stored).isEmpty(); // the maker goes on
    made.countDown();
    storing.begin(() -> stored.add("second"));
    assertThat(stored).startsWith("first");
    storing.finish();
    assertThat(stored).containsExactly("first", "second");
  }

  @Test
  void whatFailsIsRaisedToTheMakerOnce() {
    storing.begin(() -> {
      throw new IllegalArgumentException("no room");
    });
    assertThatThrownBy(() -> storing.begin(() -> stored.add("second"))).hasMessage("no room");
    assertThat(stored).isEmpty();
    storing.finish();
    storing.begin(() -> {
      throw new AssertionError("worse");
    });
    assertThatThrownBy(storing::finish).isInstanceOf(AssertionError.class);
  }

  @Test
  void closingWaitsForWhatIsUnderWayAndSaysNothingOfIt() {
    CountDownLatch begun = new CountDownLatch(1);
    storing.begin(() -> {
      begun.countDown();
      stored.add("first");
      throw new IllegalArgumentException("too late");
    });
    await(begun);
    storing.close();
    assertThat(stored).containsExactly("first");
  }

  @Test
  void aMakerThatIsInterruptedPassesItOnWaitsAndStaysInterrupted() {
    AtomicBoolean passedOn = new AtomicBoolean();
    storing.begin(() -> {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        passedOn.set(true);
      }
    });
    Thread.currentThread().interrupt();
    storing.finish();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(passedOn).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
