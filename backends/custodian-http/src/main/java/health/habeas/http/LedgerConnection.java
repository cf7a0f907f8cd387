// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.http.internal.common.BoundedBody;
import health.habeas.http.internal.wire.Call;
import health.habeas.http.internal.wire.MalformedMessage;
import health.habeas.http.internal.wire.Message;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Calls to one ledger, whose failures become the ledger's own. Thread-safe.
 *
 * @param http where it is
 */
record LedgerConnection(Connection http) {
  private static final Duration RETRY_AFTER = Duration.ofMillis(200);

  <T> T ask(Call call, Message request, Function<Message, T> answer) {
    Answer got = send(call, request);
    if (got.status() != Answer.OK) {
      throw failure(got);
    }
    try {
      return answer.apply(got.message());
    } catch (MalformedMessage e) {
      throw unfit(e);
    }
  }

  private Answer send(Call call, Message request) {
    try {
      return http.call(call, Optional.empty(), request);
    } catch (HttpTimeoutException e) {
      throw retryable(LedgerErrorCode.TIMEOUT, "the ledger did not answer in time", e);
    } catch (InterruptedIOException e) {
      throw retryable(LedgerErrorCode.INTERRUPTED, "the thread was interrupted while it waited", e);
    } catch (BoundedBody.TooLong e) {
      throw unfit(e);
    } catch (SSLException e) {
      throw retryable(
          LedgerErrorCode.UNAVAILABLE,
          "the ledger could not be reached by TLS: its certificate is not trusted, or it speaks no"
              + " TLS",
          e);
    } catch (IOException e) {
      throw retryable(
          LedgerErrorCode.UNAVAILABLE,
          "the ledger gives no answer (" + e.getClass().getSimpleName() + ")",
          e);
    }
  }

  private static LedgerException failure(Answer answer) {
    return switch (answer.status()) {
      case Answer.TOO_MANY, Answer.BUSY ->
        retryable(LedgerErrorCode.OVERLOADED, "the ledger is busy, or about to stop", null);
      case Answer.TOO_LARGE ->
        new LedgerException.Permanent(
            LedgerErrorCode.BATCH_TOO_LARGE, "the ledger takes no request of this size");
      case Answer.REFUSED, Answer.FAILED -> error(answer.code());
      default -> unfit(null);
    };
  }

  /** The error that a code stands for. */
  static LedgerException error(String id) {
    LedgerErrorCode code = Arrays.stream(LedgerErrorCode.values())
        .filter(known -> known.id().equals(id))
        .findFirst()
        .orElse(LedgerErrorCode.UNAVAILABLE);
    String what = "the ledger said so";
    return switch (code) {
      case QUORUM_MISSING -> retryable(code, what, null);
      case LOG_ENDED -> new LedgerException.Permanent(code, what);
      default ->
        switch (code.id().charAt("HBS-6".length())) {
          case '1' -> retryable(code, what, null);
          case '3' -> new LedgerException.Integrity(code, what);
          default -> new LedgerException.Permanent(code, what);
        };
    };
  }

  private static LedgerException retryable(
      LedgerErrorCode code, String what, @Nullable Throwable cause) {
    return new LedgerException.Retryable(code, what, RETRY_AFTER, cause);
  }

  private static LedgerException unfit(@Nullable Throwable cause) {
    return new LedgerException.Integrity(
        LedgerErrorCode.NOTE_MALFORMED,
        "what answers for the ledger does not keep to the protocol",
        cause);
  }
}
