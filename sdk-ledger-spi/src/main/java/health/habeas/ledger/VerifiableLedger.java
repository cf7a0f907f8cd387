// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.InclusionProof;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.LogState;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.StateProof;
import health.habeas.ledger.proof.TreeHash;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log above a backend: keeps its limits, turns silence into doubt, and proves through {@link SignedLog}. */
final class VerifiableLedger implements Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  // Where answers come as soon as this, to wake a thread takes a third of the time; who appends
  // beside others, or waits longer, sleeps.
  private static final long SPIN_NANOS = 300_000;

  private final LedgerBackend backend;
  private final Duration deadline;
  private final SignedLog log;
  private final LogMaps maps;
  private final HeadCosigning cosigning;
  private final int capacity;
  private final Semaphore inFlight;
  private volatile long lastWait = SPIN_NANOS; // nanoseconds
  private volatile boolean closed;

  VerifiableLedger(LedgerBackend backend, LedgerOptions options) {
    this.backend = backend;
    this.deadline = options.deadline();
    this.capacity = backend.info().limits().inFlightEntries();
    this.inFlight = new Semaphore(capacity);
    LogSource source = source();
    boolean isHere = isHere(backend.identity());
    this.log =
        new SignedLog(backend.identity(), source, isHere ? options.seen() : HeadsSeen.none());
    this.maps = new LogMaps(log, source, this::record);
    this.cosigning = HeadCosigning.start(log, isHere ? options.witnesses() : Witnesses.none());
  }

  // Where a log was before it was given away, less of it is known than others saw since.
  private static boolean isHere(LogIdentity identity) {
    return !(identity instanceof MovableLogIdentity place && place.retiredTo().isPresent());
  }

  @Override
  public Outcome append(Entry entry) {
    return append(List.of(entry)).get(0);
  }

  @Override
  public List<Outcome> append(List<Entry> batch) {
    CompletionStage<List<Outcome>> answer = begin(batch);
    boolean isAlone = inFlight.availablePermits() + batch.size() >= capacity;
    long begun = System.nanoTime();
    if (isAlone && lastWait < SPIN_NANOS) {
      spin(answer.toCompletableFuture(), begun + SPIN_NANOS);
    }
    List<Outcome> outcomes = Answers.outcomes(batch, answer, deadline);
    lastWait = System.nanoTime() - begun;
    return outcomes;
  }

  private static void spin(CompletableFuture<?> answer, long end) {
    while (!answer.isDone() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Override
  public CompletionStage<List<Outcome>> submit(List<Entry> batch) {
    CompletionStage<List<Outcome>> answer = begin(batch);
    // The backend may answer on the thread that writes: what hangs on the answer must not run
    // there,
    // since the next append, of its own perhaps, would wait for it.
    return answer.toCompletableFuture().isDone() ? answer : answer.thenApplyAsync(told -> told);
  }

  private CompletionStage<List<Outcome>> begin(List<Entry> batch) {
    List<Entry> entries = List.copyOf(batch);
    Optional<LedgerException> refusal = info().limits().refusal(entries);
    if (refusal.isPresent()) {
      return CompletableFuture.completedFuture(Answers.rejected(entries, refusal.get()));
    }
    if (entries.stream().anyMatch(entry -> LogState.isReserved(entry.id().bytes()))) {
      return CompletableFuture.completedFuture(Answers.rejected(entries, Answers.reserved()));
    }
    return enter(entries);
  }

  /** Appends what a log recorded elsewhere, its states included. */
  List<Outcome> copy(List<Entry> recorded) {
    return Answers.outcomes(recorded, enter(recorded), deadline);
  }

  private Outcome record(Entry state) {
    return copy(List.of(state)).get(0);
  }

  private CompletionStage<List<Outcome>> enter(List<Entry> entries) {
    if (!inFlight.tryAcquire(entries.size())) {
      return CompletableFuture.completedFuture(
          Answers.rejected(entries, closed ? Answers.closed() : Answers.overloaded()));
    }
    // asked after the permits are taken, so that close() waits for those that passed
    Optional<LedgerException> refusal =
        closed ? Optional.of(Answers.closed()) : log.contradiction();
    if (refusal.isPresent()) {
      inFlight.release(entries.size());
      return CompletableFuture.completedFuture(Answers.rejected(entries, refusal.get()));
    }
    return send(entries).handle((outcomes, failure) -> {
      inFlight.release(entries.size());
      return failure == null ? outcomes : Answers.inDoubt(entries, Answers.unavailable(failure));
    });
  }

  private CompletionStage<List<Outcome>> send(List<Entry> entries) {
    try {
      return entries.isEmpty()
          ? CompletableFuture.completedFuture(List.of())
          : backend.append(entries);
    } catch (RuntimeException | Error e) { // a vendor's, of any kind: the room is given back
      return CompletableFuture.failedFuture(e);
    }
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
  public Optional<SignedCheckpoint> cosigned() {
    requireOpen();
    return log.cosigned();
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
  public Optional<StateProof> prove(LogMap map, List<TreeHash> keys) {
    requireOpen();
    if (keys.size() > MAX_KEYS) {
      throw Answers.tooManyKeys(keys.size());
    }
    return Optional.of(maps.prove(map, List.copyOf(keys)));
  }

  @Override
  public LogVerifier verifier() {
    return log.verifier();
  }

  /** Who the log is, for a move. */
  LogIdentity identity() {
    return backend.identity();
  }

  @Override
  public LedgerInfo info() {
    return backend.info();
  }

  @Override
  public void close() {
    synchronized (inFlight) {
      if (closed) {
        return;
      }
      closed = true;
    }
    // Interrupted, it could not store the last head, by which the next opening knows the log's end.
    boolean interrupted = Thread.interrupted();
    interrupted |= !drain();
    cosigning.close();
    try {
      log.head();
    } catch (LedgerException e) {
      LOG.warn("a ledger was closed without a last signed head: {}", e.code().id());
    } finally {
      log.close();
      backend.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits for the answers that are due; false if the thread was interrupted meanwhile. */
  private boolean drain() {
    try {
      if (!inFlight.tryAcquire(capacity, deadline.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("a ledger was closed while appends were still unanswered");
      }
      return true;
    } catch (InterruptedException e) {
      return false;
    }
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

      @Override
      public Optional<StoredEntry> find(EntryId id) {
        return await(backend.find(id));
      }
    };
  }

  private <T> T await(CompletionStage<T> stage) {
    return Answers.await(stage, deadline);
  }

  private void requireOpen() {
    if (closed) {
      throw Answers.closed();
    }
  }
}
