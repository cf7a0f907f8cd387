// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to one server: each call ends by its deadline whatever the server does, takes answers of a bounded size, and
 * is repeated while the server does not answer or says that it could not. Thread-safe.
 */
final class HttpCalls {
  private static final int ATTEMPTS = 4;
  private static final long FIRST_PAUSE_MILLIS = 50;

  private final String store;
  private final HttpClient client;
  private final Duration deadline;
  private final IntPredicate passing;

  /**
   * Calls to one server.
   *
   * @param store what messages call it
   * @param client makes the connections
   * @param deadline of a call with all its repetitions
   * @param passing the statuses that may be another a moment later
   */
  HttpCalls(String store, HttpClient client, Duration deadline, IntPredicate passing) {
    this.store = store;
    this.client = client;
    this.deadline = deadline;
    this.passing = passing;
  }

  static HttpClient client() {
    // HTTP/1.1: an upgrade on a plain connection confuses servers, and credentials follow no
    // redirect.
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }

  /**
   * Sends a request until it is answered.
   *
   * @param request made anew for each attempt, since a signature has a time
   */
  HttpAnswer send(Supplier<HttpRequest> request) {
    long end = System.nanoTime() + deadline.toNanos();
    @Nullable IOException failure = null;
    for (int attempt = 1; ; attempt++) {
      try {
        HttpResponse<byte[]> response = once(request.get(), end);
        if (attempt == ATTEMPTS || !passing.test(response.statusCode())) {
          return new HttpAnswer(
              response.statusCode(), response.headers(), response.body(), attempt);
        }
      } catch (IOException e) {
        failure = e;
        if (attempt == ATTEMPTS) {
          throw failed("can't be reached: " + e.getClass().getSimpleName(), failure);
        }
      }
      pause(attempt, end, failure);
    }
  }

  private HttpResponse<byte[]> once(HttpRequest request, long end) throws IOException {
    // A timeout of the request itself would end with the answer's headers, and a server may drip
    // its body.
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, headers -> new BoundedBody(store));
    try {
      return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw late(e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw failed("was not waited for: this thread was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StorageException known) {
        throw known;
      }
      if (e.getCause() instanceof IOException unreachable) {
        throw unreachable;
      }
      throw failed("could not be asked", e.getCause());
    }
  }

  private void pause(int attempt, long end, @Nullable Throwable failure) {
    long most = FIRST_PAUSE_MILLIS << attempt;
    long millis = ThreadLocalRandom.current().nextLong(most / 2, most);
    if (end - System.nanoTime() < TimeUnit.MILLISECONDS.toNanos(millis)) {
      throw late(failure);
    }
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was not waited for: this thread was interrupted", e);
    }
  }

  /** What an answer that is no answer means; the server's own code is told if it is a plain word. */
  StorageException refused(HttpAnswer answer, String serverCode) {
    String said = serverCode.matches("[A-Za-z]{1,64}") ? " " + serverCode : "";
    String what = "the shard store " + store + " answered " + answer.status() + said;
    ErrorCode code = switch (answer.status()) {
      case 401, 403 -> ErrorCode.STORE_REFUSED;
      case 507 -> ErrorCode.STORE_FULL;
      case 405 -> ErrorCode.STORE_UNWRITABLE;
      default -> ErrorCode.STORE_FAILED;
    };
    return new StorageException(code, what);
  }

  /** An answer that no sound server gives. */
  StorageException nonsense(String what) {
    return failed("gave an answer that makes no sense: " + what, null);
  }

  private StorageException late(@Nullable Throwable cause) {
    return failed("did not answer within " + deadline.toMillis() + " ms", cause);
  }

  private StorageException failed(String how, @Nullable Throwable cause) {
    return new StorageException(
        ErrorCode.STORE_FAILED, "the shard store " + store + " " + how, cause);
  }
}
