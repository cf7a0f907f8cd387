// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.InclusionProof;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.StateProof;
import health.habeas.ledger.proof.TreeHash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

  /** One entry of a mixed batch, real or not, and where its outcome goes. */
  private record Place(Entry entry, CompletableFuture<Outcome> outcome) {}

  MixedLedger(Ledger ledger, Mixing mixing) {
    this.ledger = ledger;
    this.mixing = mixing;
    this.limits = ledger.info().limits();
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
    try {
      return submit(batch)
          .toCompletableFuture()
          .get(mixing.patience().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Answers.inDoubt(batch, Answers.timeout(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answers.inDoubt(batch, Answers.interrupted(e));
    } catch (ExecutionException e) {
      return Answers.inDoubt(batch, Answers.unavailable(e.getCause()));
    }
  }

  @Override
  public CompletionStage<List<Outcome>> submit(List<Entry> batch) {
    List<Entry> entries = List.copyOf(batch);
    Optional<LedgerException> refusal = limits.refusal(entries);
    return refusal.map(error -> answered(entries, error)).orElseGet(() -> enqueue(entries));
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

  /** Records what waits; the batches of one turn that one record can't hold follow each other. */
  void turn() {
    List<Wanted> taken = take();
    if (taken.isEmpty() && mixing.whenIdle()) {
      record(taken);
    }
    for (; !taken.isEmpty(); taken = take()) {
      try {
        record(taken);
      } catch (RuntimeException e) { // nothing known raises one; but the turns must go on
        LedgerException doubt = Answers.unavailable(e);
        taken.forEach(wanted -> wanted.answer().complete(Answers.inDoubt(wanted.batch(), doubt)));
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
    List<Place> places = new ArrayList<>();
    List<CompletableFuture<List<Outcome>>> answers = new ArrayList<>();
    for (Wanted wanted : together) {
      List<Place> mine = wanted.batch().stream().map(MixedLedger::place).toList();
      places.addAll(mine);
      answers.add(all(mine));
    }
    fill(places);
    Collections.shuffle(places, mixing.random());
    ledger.submit(places.stream().map(Place::entry).toList()).whenComplete((outcomes, failure) -> {
      for (int i = 0; i < places.size(); i++) {
        Place place = places.get(i);
        place
            .outcome()
            .complete(
                outcomes == null
                    ? Answers.inDoubt(List.of(place.entry()), Answers.unavailable(failure))
                        .get(0)
                    : outcomes.get(i));
      }
      answer(together, answers);
    });
  }

  // A batch is refused as a whole, so one that conflicts refuses those that it was mixed with: then
  // each goes alone.
  private void answer(List<Wanted> together, List<CompletableFuture<List<Outcome>>> answers) {
    boolean refused = together.size() > 1
        && answers.stream()
            .flatMap(answer -> answer.join().stream())
            .allMatch(MixedLedger::isRefusedForGood);
    for (int i = 0; i < together.size(); i++) {
      if (refused) {
        record(List.of(together.get(i)));
      } else {
        together.get(i).answer().complete(answers.get(i).join());
      }
    }
  }

  private static boolean isRefusedForGood(Outcome outcome) {
    return outcome instanceof Outcome.Rejected rejected
        && rejected.error() instanceof LedgerException.Permanent;
  }

  private static Place place(Entry entry) {
    return new Place(entry, new CompletableFuture<>());
  }

  private static CompletableFuture<List<Outcome>> all(List<Place> places) {
    return CompletableFuture.allOf(
            places.stream().map(Place::outcome).toArray(CompletableFuture[]::new))
        .thenApply(done -> places.stream().map(place -> place.outcome().join()).toList());
  }

  private void fill(List<Place> places) {
    int most = limits.batchEntries() - limits.batchEntries() % mixing.entries();
    while (places.size() < most && (places.isEmpty() || places.size() % mixing.entries() != 0)) {
      byte[] leaf = new byte[EntryId.SIZE_BYTES];
      mixing.random().nextBytes(leaf);
      places.add(place(new Entry(EntryId.random(mixing.random()), leaf)));
    }
  }

  /** Waits for an entry that is not settled, so that what is not found now does not appear afterwards. */
  @Override
  public Optional<StoredEntry> find(EntryId id) {
    CompletableFuture<?> answer;
    synchronized (this) {
      answer = unsettled.get(id);
    }
    if (answer != null) {
      await(answer);
    }
    return ledger.find(id);
  }

  private void await(CompletableFuture<?> answer) {
    try {
      answer.get(mixing.patience().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw Answers.timeout(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Answers.interrupted(e);
    } catch (ExecutionException e) {
      throw Answers.unavailable(e.getCause());
    }
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
    return ledger.info();
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
