// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.InclusionProof;
import health.habeas.ledger.proof.SignedCheckpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log above a backend: keeps its limits, turns silence into doubt, and proves through {@link SignedLog}. */
final class VerifiableLedger implements Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
  private static final Duration RETRY_AFTER = Duration.ofMillis(50);

  private final LedgerBackend backend;
  private final Duration deadline;
  private final SignedLog log;
  private final Semaphore inFlight;
  private volatile boolean closed;

  VerifiableLedger(LedgerBackend backend, LedgerOptions options) {
    this.backend = backend;
    this.deadline = options.deadline();
    this.inFlight = new Semaphore(backend.info().limits().inFlightEntries());
    this.log = new SignedLog(backend.identity(), source());
  }

  @Override
  public Outcome append(Entry entry) {
    return append(List.of(entry)).get(0);
  }

  @Override
  public List<Outcome> append(List<Entry> batch) {
    CompletableFuture<List<Outcome>> answer = submit(batch).toCompletableFuture();
    try {
      return answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return inDoubt(batch, timeout(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return inDoubt(batch, interrupted(e));
    } catch (ExecutionException e) {
      return inDoubt(batch, unavailable(e.getCause()));
    }
  }

  @Override
  public CompletionStage<List<Outcome>> submit(List<Entry> batch) {
    List<Entry> entries = List.copyOf(batch);
    Optional<LedgerException> refusal = refusal(entries);
    if (refusal.isPresent()) {
      return CompletableFuture.completedFuture(rejected(entries, refusal.get()));
    }
    if (!inFlight.tryAcquire(entries.size())) {
      return CompletableFuture.completedFuture(
          rejected(entries, closed ? closedError() : overloaded()));
    }
    if (closed) { // asked after the permits are taken, so that close() waits for those that passed
      inFlight.release(entries.size());
      return CompletableFuture.completedFuture(rejected(entries, closedError()));
    }
    return send(entries).handle((outcomes, failure) -> {
      inFlight.release(entries.size());
      return failure == null ? outcomes : inDoubt(entries, unavailable(failure));
    });
  }

  private CompletionStage<List<Outcome>> send(List<Entry> entries) {
    try {
      return entries.isEmpty()
          ? CompletableFuture.completedFuture(List.of())
          : backend.append(entries);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Optional<LedgerException> refusal(List<Entry> batch) {
    LedgerLimits limits = info().limits();
    if (batch.size() > limits.batchEntries()) {
      return Optional.of(new LedgerException.Permanent(
          LedgerErrorCode.BATCH_TOO_LARGE,
          "a batch may have " + limits.batchEntries() + " entries, and this has " + batch.size()));
    }
    return batch.stream()
        .filter(entry -> entry.leafBytes() > limits.leafBytes())
        .findFirst()
        .map(entry -> new LedgerException.Permanent(
            LedgerErrorCode.ENTRY_TOO_LARGE,
            "a leaf may have " + limits.leafBytes() + " bytes, and one has " + entry.leafBytes()));
  }

  @Override
  public Optional<StoredEntry> find(EntryId id) {
    requireOpen();
    return await(backend.find(id));
  }

  @Override
  public List<StoredEntry> read(long from, int max) {
    if (from < 0 || max < 1) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.OUT_OF_RANGE, "a read begins at 0 or later and asks for 1 entry or more");
    }
    requireOpen();
    return await(backend.read(from, max));
  }

  @Override
  public Flow.Publisher<StoredEntry> subscribe(long from) {
    requireOpen();
    return backend.subscribe(from);
  }

  @Override
  public SignedCheckpoint head() {
    requireOpen();
    return log.head();
  }

  @Override
  public InclusionBundle prove(long position) {
    SignedCheckpoint head = log.newest();
    if (position >= head.claimed().size()) {
      head = head();
    }
    InclusionProof proof = inclusion(position, head.claimed().size());
    return new InclusionBundle(read(position, 1).get(0).entry(), proof, head);
  }

  @Override
  public InclusionProof inclusion(long position, long size) {
    requireOpen();
    return log.inclusion(position, size);
  }

  @Override
  public ConsistencyProof consistency(long from, long to) {
    requireOpen();
    return log.consistency(from, to);
  }

  @Override
  public LogVerifier verifier() {
    return log.verifier();
  }

  @Override
  public LedgerInfo info() {
    return backend.info();
  }

  @Override
  public void close() {
    if (!drain()) {
      return; // closed before
    }
    try {
      log.head();
    } catch (LedgerException e) {
      LOG.warn("a ledger was closed without a last signed head: {}", e.code().id());
    } finally {
      backend.close();
    }
  }

  private boolean drain() {
    synchronized (inFlight) {
      if (closed) {
        return false;
      }
      closed = true;
    }
    try {
      int all = info().limits().inFlightEntries();
      if (!inFlight.tryAcquire(all, deadline.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("a ledger was closed while appends were still unanswered");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  private LogSource source() {
    return new LogSource() {
      @Override
      public long size() {
        return await(backend.size());
      }

      @Override
      public List<StoredEntry> read(long from, int max) {
        return await(backend.read(from, max));
      }
    };
  }

  private <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw timeout(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw unavailable(e.getCause());
    }
  }

  private void requireOpen() {
    if (closed) {
      throw closedError();
    }
  }

  private static List<Outcome> rejected(List<Entry> batch, LedgerException error) {
    return batch.stream().map(entry -> (Outcome) new Outcome.Rejected(error)).toList();
  }

  private static List<Outcome> inDoubt(List<Entry> batch, LedgerException cause) {
    return batch.stream()
        .map(entry -> (Outcome) new Outcome.InDoubt(entry.id(), cause))
        .toList();
  }

  private static LedgerException overloaded() {
    return new LedgerException.Retryable(
        LedgerErrorCode.OVERLOADED, "as many entries as the ledger allows wait for an answer");
  }

  private static LedgerException closedError() {
    return new LedgerException.Permanent(LedgerErrorCode.CLOSED, "the ledger was closed");
  }

  private static LedgerException timeout(Throwable cause) {
    return retryable(LedgerErrorCode.TIMEOUT, "the ledger did not answer in time", cause);
  }

  private static LedgerException interrupted(Throwable cause) {
    return retryable(
        LedgerErrorCode.INTERRUPTED, "the thread was interrupted while it waited", cause);
  }

  private static LedgerException unavailable(@Nullable Throwable failure) {
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
