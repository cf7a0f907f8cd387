// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.InclusionProof;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.LogState;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.StateProof;
import health.habeas.ledger.proof.TreeHash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Records what waits once a turn, shuffled and filled up. Thread-safe. */
final class MixedLedger implements Ledger {
  private final Ledger ledger;
  private final Mixing mixing;
  private final LedgerLimits limits;
  private final Deque<Wanted> waiting = new ArrayDeque<>();
  private final Map<EntryId, CompletableFuture<?>> unsettled = new HashMap<>();
  private final ScheduledExecutorService turns =
      Executors.newSingleThreadScheduledExecutor(MixedLedger::daemon);
  private int held;
  private boolean closed;

  /** A batch that somebody appended, and the answer. */
  private record Wanted(List<Entry> batch, CompletableFuture<List<Outcome>> answer) {}

  MixedLedger(Ledger ledger, Mixing mixing) {
    this.ledger = ledger;
    this.mixing = mixing;
    LedgerLimits own = ledger.info().limits();
    // Only a multiple can be filled up to one.
    int most = own.batchEntries() - own.batchEntries() % mixing.entries();
    this.limits = new LedgerLimits(own.leafBytes(), most, own.inFlightEntries());
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "habeas-mixing");
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    long nanos = mixing.turn().toNanos();
    ScheduledFuture<?> unused =
        turns.scheduleAtFixedRate(this::turn, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public Outcome append(Entry entry) {
    return append(List.of(entry)).get(0);
  }

  @Override
  public List<Outcome> append(List<Entry> batch) {
    return Answers.outcomes(batch, submit(batch), mixing.patience());
  }

  @Override
  public CompletionStage<List<Outcome>> submit(List<Entry> batch) {
    List<Entry> entries = List.copyOf(batch);
    Optional<LedgerException> refusal = limits.refusal(entries);
    if (refusal.isPresent()) {
      return answered(entries, refusal.get());
    }
    // The ledger would refuse everybody else's with it.
    boolean reserved =
        entries.stream().anyMatch(entry -> LogState.isReserved(entry.id().bytes()));
    return reserved ? answered(entries, Answers.reserved()) : enqueue(entries);
  }

  private static CompletionStage<List<Outcome>> answered(List<Entry> batch, LedgerException error) {
    return CompletableFuture.completedFuture(Answers.rejected(batch, error));
  }

  private synchronized CompletionStage<List<Outcome>> enqueue(List<Entry> batch) {
    if (closed) {
      return answered(batch, Answers.closed());
    }
    if (held + batch.size() > limits.inFlightEntries()) {
      return answered(batch, Answers.overloaded());
    }
    Wanted wanted = new Wanted(batch, new CompletableFuture<>());
    held += batch.size();
    waiting.add(wanted);
    batch.forEach(entry -> unsettled.put(entry.id(), wanted.answer()));
    return wanted.answer().whenComplete((outcomes, failure) -> settle(wanted));
  }

  private synchronized void settle(Wanted wanted) {
    held -= wanted.batch().size();
    wanted.batch().forEach(entry -> unsettled.remove(entry.id(), wanted.answer()));
  }

  /** Records what waits; what one batch can't hold follows in another. */
  void turn() {
    boolean idle = mixing.whenIdle();
    for (List<Wanted> taken = take(); idle || !taken.isEmpty(); taken = take()) {
      idle = false;
      try {
        record(taken);
      } catch (RuntimeException e) { // nothing known raises one; but the turns must go on
        LedgerException doubt = Answers.unavailable(e);
        taken.forEach(wanted -> answer(wanted, Answers.inDoubt(wanted.batch(), doubt)));
      }
    }
  }

  private synchronized List<Wanted> take() {
    List<Wanted> taken = new ArrayList<>();
    int entries = 0;
    while (!waiting.isEmpty() && entries + waiting.peek().batch().size() <= limits.batchEntries()) {
      Wanted next = waiting.remove();
      entries += next.batch().size();
      taken.add(next);
    }
    return taken;
  }

  private void record(List<Wanted> together) {
    Map<EntryId, Entry> entries = new LinkedHashMap<>();
    List<Wanted> agreeing = new ArrayList<>();
    List<Wanted> others = new ArrayList<>();
    for (Wanted wanted : together) {
      boolean agrees = agrees(wanted, entries);
      (agrees ? agreeing : others).add(wanted);
      if (agrees) {
        wanted.batch().forEach(entry -> entries.putIfAbsent(entry.id(), entry));
      }
    }
    if (together.isEmpty() || !agreeing.isEmpty()) {
      tell(agreeing, recorded(entries.values()));
    }
    if (!others.isEmpty() && agreeing.isEmpty()) { // each contradicts itself
      others.forEach(wanted -> answer(wanted, ledger.append(wanted.batch())));
    } else if (!others.isEmpty()) {
      record(others); // by now what they contradict is recorded, or is not
    }
  }

  private static boolean agrees(Wanted wanted, Map<EntryId, Entry> entries) {
    Map<EntryId, Entry> own = new HashMap<>();
    return wanted.batch().stream().allMatch(entry -> {
      own.putIfAbsent(entry.id(), entry);
      return entry.equals(own.get(entry.id()))
          && entry.equals(entries.getOrDefault(entry.id(), entry));
    });
  }

  private Map<EntryId, Outcome> recorded(Collection<Entry> entries) {
    List<Entry> mixed = new ArrayList<>(entries);
    while (mixed.isEmpty() || mixed.size() % mixing.entries() != 0) {
      byte[] leaf = new byte[EntryId.SIZE_BYTES];
      mixing.random().nextBytes(leaf);
      mixed.add(new Entry(EntryId.random(mixing.random()), leaf));
    }
    Collections.shuffle(mixed, mixing.random());
    List<Outcome> outcomes = ledger.append(mixed);
    Map<EntryId, Outcome> told = new HashMap<>();
    for (int i = 0; i < mixed.size(); i++) {
      told.put(mixed.get(i).id(), outcomes.get(i));
    }
    return told;
  }

  // A batch is refused as a whole. What can't be recorded is told so, and the rest goes together
  // again: it is never taken
  // apart, or whoever causes a refusal would see what belongs together.
  private void tell(List<Wanted> together, Map<EntryId, Outcome> told) {
    boolean refused =
        !told.isEmpty() && told.values().stream().allMatch(MixedLedger::isRefusedForGood);
    List<Wanted> conflicting = refused
        ? together.stream().filter(wanted -> conflicts(wanted.batch())).toList()
        : List.of();
    for (Wanted wanted : conflicting.isEmpty() ? together : conflicting) {
      answer(
          wanted, wanted.batch().stream().map(entry -> tell(entry.id(), told)).toList());
    }
    if (!conflicting.isEmpty() && conflicting.size() < together.size()) {
      record(together.stream().filter(wanted -> !conflicting.contains(wanted)).toList());
    }
  }

  private boolean conflicts(List<Entry> batch) {
    return batch.stream()
        .anyMatch(entry -> ledger
            .find(entry.id())
            .filter(stored -> !stored.entry().equals(entry))
            .isPresent());
  }

  private static boolean isRefusedForGood(Outcome outcome) {
    return outcome instanceof Outcome.Rejected rejected
        && rejected.error() instanceof LedgerException.Permanent;
  }

  // The first to ask for an entry hears that it is recorded now, everybody after that it was
  // before.
  private static Outcome tell(EntryId id, Map<EntryId, Outcome> told) {
    Outcome outcome = Objects.requireNonNull(told.get(id));
    if (outcome instanceof Outcome.Acked acked) {
      told.put(id, new Outcome.Duplicate(acked.receipt()));
    }
    return outcome;
  }

  /** On another thread: what hangs on an answer may wait for one of the same turn. */
  private static void answer(Wanted wanted, List<Outcome> outcomes) {
    wanted.answer().completeAsync(() -> outcomes);
  }

  /** Waits for an entry that is not settled, so that what is not found now does not appear afterwards. */
  @Override
  public Optional<StoredEntry> find(EntryId id) {
    CompletableFuture<?> answer;
    synchronized (this) {
      answer = unsettled.get(id);
    }
    if (answer != null) {
      Answers.await(answer, mixing.patience());
    }
    return ledger.find(id);
  }

  @Override
  public List<StoredEntry> read(long from, int max) {
    return ledger.read(from, max);
  }

  @Override
  public Flow.Publisher<StoredEntry> subscribe(long from) {
    return ledger.subscribe(from);
  }

  @Override
  public SignedCheckpoint head() {
    return ledger.head();
  }

  @Override
  public Optional<SignedCheckpoint> cosigned() {
    return ledger.cosigned();
  }

  @Override
  public InclusionBundle prove(long position) {
    return ledger.prove(position);
  }

  @Override
  public InclusionProof inclusion(long position, long size) {
    return ledger.inclusion(position, size);
  }

  @Override
  public ConsistencyProof consistency(long from, long to) {
    return ledger.consistency(from, to);
  }

  @Override
  public Checkpoint verify(InclusionBundle bundle) {
    return ledger.verify(bundle);
  }

  @Override
  public long settled(Checkpoint head) {
    return ledger.settled(head);
  }

  @Override
  public Optional<StateProof> prove(LogMap map, List<TreeHash> keys) {
    return ledger.prove(map, keys);
  }

  @Override
  public LogVerifier verifier() {
    return ledger.verifier();
  }

  @Override
  public LedgerInfo info() {
    LedgerInfo own = ledger.info();
    return new LedgerInfo(
        own.scheme(), own.finality(), limits, own.timeSource(), own.capabilities());
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    turns.shutdown();
    try {
      turns.awaitTermination(mixing.patience().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    turn();
    ledger.close();
  }
}
