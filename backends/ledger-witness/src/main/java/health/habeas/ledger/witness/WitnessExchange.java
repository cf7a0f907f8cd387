// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness;

import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.CosignatureRequest;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignedNote;
import health.habeas.ledger.proof.TrustPolicy;
import java.net.HttpURLConnection;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One witness is asked to cosign one head: from the size that it is thought to be at, then from the one that it names.
 * Thread-safe.
 *
 * @param calls to the witness
 * @param asked what the policy says of it
 * @param gathering gets one answer
 * @param proofs from a size to that of the head
 * @param shown raises an integrity error if the log does not contain a head that it signed
 * @param cosigned is told what the witness cosigned
 */
record WitnessExchange(
    WitnessCalls calls,
    List<TrustPolicy.Witness> asked,
    Gathering gathering,
    LongFunction<ConsistencyProof> proofs,
    Consumer<SignedCheckpoint> shown,
    LongConsumer cosigned) {
  // Somebody else may have it cosign the same log's heads meanwhile.
  private static final int TRIES = 4;
  private static final int UNPROVEN = 422;

  void begin(long from) {
    guarded(() -> ask(from, 1));
  }

  private void ask(long from, int attempt) {
    CosignatureRequest request =
        new CosignatureRequest(from, proofs.apply(from).path(), gathering.head());
    then(calls.addCheckpoint(request), response -> answered(response, attempt));
  }

  private void answered(HttpResponse<byte[]> response, int attempt) {
    switch (response.statusCode()) {
      case HttpURLConnection.HTTP_OK -> {
        String lines = new String(response.body(), StandardCharsets.UTF_8);
        SignedNote answer = SignedNote.parse(gathering.head().note().text() + '\n' + lines);
        cosigned.accept(size());
        gathering.add(asked, answer);
      }
      case HttpURLConnection.HTTP_CONFLICT -> {
        long theirs = size(response.body());
        if (theirs <= size() && attempt < TRIES) {
          ask(theirs, attempt + 1);
        } else {
          askWhy("it says that it cosigned another size last, " + theirs);
        }
      }
      case UNPROVEN -> askWhy("it says that the head does not extend the one before");
      default -> gathering.fail(asked, "status " + response.statusCode());
    }
  }

  private static long size(byte[] body) {
    String text = new String(body, StandardCharsets.US_ASCII);
    if (!text.matches("(0|[1-9][0-9]{0,17})\n")) {
      throw new IllegalArgumentException("it does not name a size");
    }
    return Long.parseLong(text.strip());
  }

  private long size() {
    return gathering.head().claimed().size();
  }

  /** The witness has, or says that it has, another head of this log. If the log signed that and lacks it, the log is at fault. */
  private void askWhy(String otherwise) {
    then(calls.newest(gathering.log().origin()), response -> {
      if (response.statusCode() == HttpURLConnection.HTTP_OK) {
        weigh(SignedCheckpoint.parse(response.body()));
      }
      gathering.fail(asked, otherwise);
    });
  }

  // Anybody may have it cosign a newer head: whether one contradicts the log is for the log itself
  // to say.
  private void weigh(SignedCheckpoint theirs) {
    gathering.log().verify(theirs);
    try {
      shown.accept(theirs);
    } catch (LedgerException.Integrity e) {
      String what =
          "the witness " + names() + " has a head of " + theirs.claimed().size()
              + " entries that the log " + gathering.log().origin()
              + " signed and does not contain";
      gathering.contradict(new LedgerException.Integrity(e.code(), what, e));
    }
  }

  private String names() {
    return String.join(", ", asked.stream().map(TrustPolicy.Witness::name).toList());
  }

  private void then(
      CompletableFuture<HttpResponse<byte[]>> call, Consumer<HttpResponse<byte[]>> next) {
    CompletableFuture<?> unused = call.whenComplete((response, failure) -> guarded(() -> {
      if (failure != null) {
        gathering.fail(asked, "no answer: " + rootOf(failure));
      } else {
        next.accept(response);
      }
    }));
  }

  private static String rootOf(Throwable failure) {
    @Nullable Throwable cause = failure.getCause();
    return cause == null ? failure.toString() : cause.toString();
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (LedgerException.Integrity e) {
      gathering.fail(asked, "its answer is not of the protocol");
    } catch (RuntimeException e) {
      gathering.fail(asked, e.toString());
    }
  }
}
