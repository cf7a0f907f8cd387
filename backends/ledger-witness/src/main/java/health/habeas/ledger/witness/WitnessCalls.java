// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness;

import health.habeas.http.internal.common.BoundedBody;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.CosignatureRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The two calls to one witness. Thread-safe.
 *
 * @param client sends them
 * @param url without a slash at its end
 * @param deadline for each, to the last byte of its answer
 */
record WitnessCalls(HttpClient client, URI url, Duration deadline) {
  private static final int MOST_BYTES = 1 << 18;

  CompletableFuture<HttpResponse<byte[]>> addCheckpoint(CosignatureRequest request) {
    return send(to("/add-checkpoint")
        .POST(HttpRequest.BodyPublishers.ofString(request.toString(), StandardCharsets.UTF_8)));
  }

  CompletableFuture<HttpResponse<byte[]>> newest(String origin) {
    return send(to("/" + Checkpoint.originHash(origin) + "/checkpoint").GET());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(url + path));
  }

  private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest.Builder request) {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request.build(), head -> new BoundedBody(MOST_BYTES));
    // The client's own timeout is over with the headers, and a body may never end.
    CompletableFuture<HttpResponse<byte[]>> answer =
        exchange.copy().orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS);
    CompletableFuture<?> unused = answer.whenComplete((response, failure) -> {
      if (failure != null) {
        exchange.cancel(true); // closes the connection
      }
    });
    return answer;
  }
}
