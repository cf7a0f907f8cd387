// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.http.internal.common.BaseAddress;
import health.habeas.http.internal.common.BoundedBody;
import health.habeas.http.internal.wire.Call;
import health.habeas.http.internal.wire.Message;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls to one server: within a deadline, with bounded answers, repeated where that changes nothing. Thread-safe. */
final class Connection {
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 2000;

  private final URI base;
  private final HttpSettings settings;
  private final HttpClient client;

  /**
   * Nothing is sent yet.
   *
   * @param base {@code https://host:port}, perhaps with a path; {@code http} for this machine alone
   * @throws IllegalArgumentException for any other address
   */
  Connection(URI base, HttpSettings settings) {
    this.base = BaseAddress.of(base);
    this.settings = settings;
    this.client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(settings.deadline())
        .sslContext(settings.tls())
        .build();
  }

  HttpSettings settings() {
    return settings;
  }

  /**
   * Sends a call and waits for its answer.
   *
   * @param session the token of a session, if the call is in one
   * @throws IOException if no answer came within the deadline; the message says why, without contents
   */
  Answer call(Call call, Optional<String> session, Message request) throws IOException {
    long end = System.nanoTime() + settings.deadline().toNanos();
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt == settings.attempts();
      try {
        Answer answer = once(call, session, request, end - System.nanoTime());
        if (last || !answer.isBusy() || !pause(attempt, end)) {
          return answer;
        }
      } catch (ConnectException e) { // nothing was sent
        if (last || !pause(attempt, end)) {
          throw e;
        }
      } catch (HttpTimeoutException | InterruptedIOException | BoundedBody.TooLong e) {
        throw e;
      } catch (IOException e) {
        if (last || !call.isRepeatable() || !pause(attempt, end)) {
          throw e;
        }
      }
    }
  }

  private Answer once(Call call, Optional<String> session, Message request, long nanos)
      throws IOException {
    HttpRequest.Builder http = HttpRequest.newBuilder(URI.create(base + call.path()))
        .header("Content-Type", "application/cbor")
        .POST(body(request));
    session.ifPresent(token -> http.header("Authorization", "Bearer " + token));
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(http.build(), head -> new BoundedBody(call.replyBytes(request)));
    try {
      HttpResponse<byte[]> response = sent.get(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
      return new Answer(response.statusCode(), response.body());
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw new HttpTimeoutException("no answer within " + settings.deadline());
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the thread was interrupted while it waited");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    }
  }

  /** Pieces without joining them: an item has many megabytes. */
  private static BodyPublisher body(Message request) {
    return BodyPublishers.fromPublisher(
        BodyPublishers.ofByteArrays(request.parts()), request.length());
  }

  /** Waits a random while, so that clients that failed together don't come back together; false if there is no time. */
  private boolean pause(int attempt, long end) throws IOException {
    long most = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10));
    Duration pause = Duration.ofMillis(ThreadLocalRandom.current().nextLong(1, most + 1));
    if (System.nanoTime() + pause.toNanos() >= end) {
      return false;
    }
    try {
      Thread.sleep(pause.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the thread was interrupted while it waited");
    }
  }
}
