// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What the log answers where the backend did not. */
final class Answers {
  private static final Duration RETRY_AFTER = Duration.ofMillis(50);

  private Answers() {}

  static List<Outcome> rejected(List<Entry> batch, LedgerException error) {
    return Collections.nCopies(batch.size(), new Outcome.Rejected(error));
  }

  static List<Outcome> inDoubt(List<Entry> batch, LedgerException cause) {
    return batch.stream()
        .map(entry -> (Outcome) new Outcome.InDoubt(entry.id(), cause))
        .toList();
  }

  /** The outcomes, if they come within the deadline; in doubt otherwise. */
  static List<Outcome> outcomes(
      List<Entry> batch, CompletionStage<List<Outcome>> answer, Duration deadline) {
    try {
      return await(answer, deadline);
    } catch (LedgerException e) {
      return inDoubt(batch, e);
    }
  }

  /** What came within the deadline; a ledger's error otherwise. */
  static <T> T await(CompletionStage<T> answer, Duration deadline) {
    try {
      return answer.toCompletableFuture().get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw timeout(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw unavailable(e.getCause());
    }
  }

  static LedgerException overloaded() {
    return new LedgerException.Retryable(
        LedgerErrorCode.OVERLOADED, "as many entries as the ledger allows wait for an answer");
  }

  static LedgerException closed() {
    return new LedgerException.Permanent(LedgerErrorCode.CLOSED, "the ledger was closed");
  }

  static LedgerException reserved() {
    return new LedgerException.Permanent(
        LedgerErrorCode.ENTRY_RESERVED, "an entry's id is one of those that only logs may use");
  }

  static LedgerException tooManyKeys(int keys) {
    return new LedgerException.Permanent(
        LedgerErrorCode.KEYS_TOO_MANY, "a proof may be of 1,024 keys, and this is of " + keys);
  }

  private static LedgerException timeout(Throwable cause) {
    return retryable(LedgerErrorCode.TIMEOUT, "the ledger did not answer in time", cause);
  }

  private static LedgerException interrupted(Throwable cause) {
    return retryable(
        LedgerErrorCode.INTERRUPTED, "the thread was interrupted while it waited", cause);
  }

  static LedgerException unavailable(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
    if (cause instanceof LedgerException known) {
      return known;
    }
    return retryable(LedgerErrorCode.UNAVAILABLE, "the ledger's backend failed", cause);
  }

  private static LedgerException retryable(
      LedgerErrorCode code, String what, @Nullable Throwable cause) {
    return new LedgerException.Retryable(code, what, RETRY_AFTER, cause);
  }
}
