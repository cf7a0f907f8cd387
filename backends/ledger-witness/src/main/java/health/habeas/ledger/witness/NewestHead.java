// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness;

import health.habeas.ledger.LogVerifier;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TrustPolicy;
import java.net.HttpURLConnection;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a witness shows as the newest head of a log, if it answers: one that the log signed, or that it never cosigned one.
 * Everything else is no answer. Immutable; the look waits for the answer.
 *
 * @param witnesses whose server it is
 * @param answer ends within the deadline of the call
 */
record NewestHead(
    List<TrustPolicy.Witness> witnesses,
    CompletableFuture<Optional<Optional<SignedCheckpoint>>> answer) {
  static NewestHead ask(WitnessCalls calls, List<TrustPolicy.Witness> witnesses, LogVerifier log) {
    return new NewestHead(
        witnesses,
        calls
            .newest(log.origin())
            .thenApply(response -> read(response, log))
            .exceptionally(failure -> Optional.empty()));
  }

  private static Optional<Optional<SignedCheckpoint>> read(
      HttpResponse<byte[]> response, LogVerifier log) {
    try {
      return switch (response.statusCode()) {
        case HttpURLConnection.HTTP_OK -> {
          SignedCheckpoint head = SignedCheckpoint.parse(response.body());
          log.verify(head);
          yield Optional.of(Optional.of(head));
        }
        case HttpURLConnection.HTTP_NOT_FOUND -> Optional.of(Optional.empty());
        default -> Optional.empty();
      };
    } catch (LedgerException.Integrity e) {
      return Optional.empty(); // its word alone counts for nothing
    }
  }

  boolean isAnswered() {
    return answer.join().isPresent();
  }

  Optional<SignedCheckpoint> head() {
    return answer.join().flatMap(head -> head);
  }
}
