// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A writer that fails leaves nobody without an answer. */
class WriterQueueTest {
  private static final List<Entry> BATCH =
      List.of(new Entry(EntryId.of(new byte[EntryId.SIZE_BYTES]), new byte[0]));

  private final CountDownLatch mayFail = new CountDownLatch(1);
  private final CountDownLatch began = new CountDownLatch(1);

  private WriterQueue failing(Throwable failure) {
    return new WriterQueue("test", 100, 1, group -> {
      began.countDown();
      try {
        mayFail.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      throwUnchecked(failure);
    });
  }

  private static void throwUnchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  private static CompletableFuture<List<Outcome>> append(WriterQueue queue, List<Entry> batch) {
    return queue.append(batch).toCompletableFuture();
  }

  private static void assertRejected(CompletableFuture<List<Outcome>> answer, LedgerErrorCode code)
      throws Exception {
    Outcome outcome = answer.get(20, TimeUnit.SECONDS).get(0);
    assertThat(((Outcome.Rejected) outcome).error().code()).isEqualTo(code);
  }

  private static void assertUnknown(CompletableFuture<List<Outcome>> answer, LedgerErrorCode code) {
    assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(LedgerException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasUnderWayIsInDoubtAndWhatWaitedIsRejected(boolean error) throws Exception {
    WriterQueue queue = failing(error ? new StackOverflowError() : new IllegalStateException());
    queue.start();
    CompletableFuture<List<Outcome>> underWay = append(queue, BATCH);
    began.await();
    List<CompletableFuture<List<Outcome>>> waiting = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waiting.add(append(queue, BATCH));
    }
    CompletableFuture<List<Outcome>> settled = append(queue, List.of());
    mayFail.countDown();
    assertUnknown(underWay, LedgerErrorCode.UNAVAILABLE);
    for (CompletableFuture<List<Outcome>> each : waiting) {
      assertRejected(each, LedgerErrorCode.FROZEN);
    }
    assertUnknown(settled, LedgerErrorCode.FROZEN);
    assertRejected(append(queue, BATCH), LedgerErrorCode.FROZEN);
    queue.close();
  }

  /** "All before it are answered" is not what a full queue can say. */
  @Test
  void aFullOrClosedQueueDoesNotSayThatAllIsSettled() throws TimeoutException {
    WriterQueue full = new WriterQueue("test", 1, 1, group -> {});
    full.append(BATCH);
    assertUnknown(append(full, List.of()), LedgerErrorCode.OVERLOADED);
    WriterQueue closed = new WriterQueue("test", 1, 1, group -> {});
    closed.start();
    closed.close();
    assertUnknown(append(closed, List.of()), LedgerErrorCode.CLOSED);
  }
}
