// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import health.habeas.http.internal.common.BaseAddress;
import health.habeas.http.internal.common.BoundedBody;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.file.PublishedLog;
import health.habeas.ledger.internal.file.TileDirectory;
import health.habeas.ledger.proof.TilePath;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A log's address by HTTP. Each answer is bounded in time and size. Thread-safe. */
final class HttpOrigin implements PublishedLog {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int MOST_CHECKPOINT_BYTES = 1 << 18;
  private static final int GONE = 410;

  private final URI base;
  private final HttpClient client = HttpClient.newBuilder()
      .version(HttpClient.Version.HTTP_1_1)
      .followRedirects(HttpClient.Redirect.NEVER)
      .connectTimeout(DEADLINE)
      .build();

  /** Nothing is asked yet; an address that is none raises {@link IllegalArgumentException}. */
  HttpOrigin(URI base) {
    this.base = BaseAddress.of(base);
  }

  @Override
  public Optional<byte[]> checkpoint() {
    return get("checkpoint", MOST_CHECKPOINT_BYTES);
  }

  @Override
  public Optional<byte[]> read(TilePath path) {
    return get(path.toString(), TileDirectory.MOST_BYTES);
  }

  private Optional<byte[]> get(String path, int most) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/" + path))
        .timeout(DEADLINE)
        .GET()
        .build();
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(request, head -> new BoundedBody(most));
    try {
      HttpResponse<byte[]> response = sent.get(DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
      return switch (response.statusCode()) {
        case HttpURLConnection.HTTP_OK -> Optional.of(response.body());
        case HttpURLConnection.HTTP_NOT_FOUND, GONE -> Optional.empty();
        default -> throw unavailable(path, "status " + response.statusCode(), null);
      };
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw unavailable(path, "no answer within " + DEADLINE, e);
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw unavailable(path, "the thread was interrupted", e);
    } catch (ExecutionException e) {
      throw unavailable(path, String.valueOf(e.getCause()), e);
    }
  }

  private LedgerException unavailable(String path, String why, @Nullable Throwable cause) {
    return new LedgerException.Retryable(
        LedgerErrorCode.UNAVAILABLE,
        base + "/" + path + " can't be read: " + why,
        Duration.ofSeconds(5),
        cause);
  }
}
