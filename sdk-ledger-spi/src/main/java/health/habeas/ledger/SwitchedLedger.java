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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One ledger in place of another: calls wait while it is exchanged, and subscriptions end. Where an exchange left none, each call
 * tries to open one, at most once a second. Thread-safe.
 */
final class SwitchedLedger implements Ledger {
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  // Fair: those who append all the time must not keep the exchange waiting.
  private final ReadWriteLock calls = new ReentrantReadWriteLock(true);
  private final SwitchedSubscriptions subscriptions = new SwitchedSubscriptions();
  private Ledger serving;
  private @Nullable Supplier<Ledger> opening; // if what serves is closed
  private @Nullable LedgerException failure; // of the last try to open
  private long failed;

  SwitchedLedger(Ledger first) {
    serving = first;
  }

  /** Runs an exchange while no call runs, and serves what it gives; if it throws, what is served then. */
  void exchange(UnaryOperator<Ledger> exchange) {
    List<SwitchedSubscriptions.Passing> stopped = new ArrayList<>();
    subscriptions.stop();
    try {
      alone(serving -> {
        stopped.addAll(subscriptions.stopped());
        return exchange.apply(serving);
      });
    } finally {
      stopped.forEach(SwitchedSubscriptions.Passing::complete);
    }
  }

  private void alone(UnaryOperator<Ledger> exchange) {
    Lock alone = calls.writeLock();
    alone.lock();
    try {
      serve(exchange.apply(serving));
    } finally {
      alone.unlock();
    }
  }

  /** Within an exchange that fails: serves this. */
  void serve(Ledger instead) {
    serving = instead;
    opening = null;
    failure = null;
  }

  /** Within an exchange that fails: serves what this opens, as soon as it can. */
  void serveLater(Supplier<Ledger> instead) {
    opening = instead;
  }

  private <T> T call(Function<Ledger, T> call) {
    return call(call, why -> {
      throw why;
    });
  }

  private <T> T call(Function<Ledger, T> call, Function<LedgerException, T> closed) {
    Lock shared = calls.readLock();
    while (true) {
      shared.lock();
      try {
        if (opening == null) {
          return call.apply(serving);
        }
      } finally {
        shared.unlock();
      }
      try {
        alone(this::opened); // what it is in place of is closed, and has no subscriptions
      } catch (LedgerException e) {
        return closed.apply(e);
      }
    }
  }

  private Ledger opened(Ledger closed) {
    Supplier<Ledger> now = opening;
    if (now == null) {
      return closed; // somebody else was quicker
    }
    LedgerException before = failure;
    if (before != null && System.nanoTime() - failed < BETWEEN_TRIES.toNanos()) {
      throw before;
    }
    try {
      return now.get();
    } catch (LedgerException e) {
      failure = e;
      failed = System.nanoTime();
      throw e;
    }
  }

  @Override
  public Outcome append(Entry entry) {
    return append(List.of(entry)).get(0);
  }

  @Override
  public List<Outcome> append(List<Entry> batch) {
    return call(ledger -> ledger.append(batch), why -> Answers.rejected(batch, why));
  }

  @Override
  public CompletionStage<List<Outcome>> submit(List<Entry> batch) {
    return call(
        ledger -> ledger.submit(batch),
        why -> CompletableFuture.completedFuture(Answers.rejected(batch, why)));
  }

  @Override
  public Optional<StoredEntry> find(EntryId id) {
    return call(ledger -> ledger.find(id));
  }

  @Override
  public List<StoredEntry> read(long from, int max) {
    return call(ledger -> ledger.read(from, max));
  }

  @Override
  public Flow.Publisher<StoredEntry> subscribe(long from) {
    return subscriber -> call(ledger -> {
      subscriptions.begin(ledger.subscribe(from), subscriber);
      return subscriber;
    });
  }

  @Override
  public SignedCheckpoint head() {
    return call(Ledger::head);
  }

  @Override
  public Optional<SignedCheckpoint> cosigned() {
    return call(Ledger::cosigned);
  }

  @Override
  public InclusionBundle prove(long position) {
    return call(ledger -> ledger.prove(position));
  }

  @Override
  public InclusionProof inclusion(long position, long size) {
    return call(ledger -> ledger.inclusion(position, size));
  }

  @Override
  public ConsistencyProof consistency(long from, long to) {
    return call(ledger -> ledger.consistency(from, to));
  }

  @Override
  public Optional<StateProof> prove(LogMap map, List<TreeHash> keys) {
    return call(ledger -> ledger.prove(map, keys));
  }

  @Override
  public long settled(Checkpoint head) {
    return call(ledger -> ledger.settled(head));
  }

  @Override
  public Checkpoint verify(InclusionBundle bundle) {
    return call(ledger -> ledger.verify(bundle));
  }

  @Override
  public LogVerifier verifier() {
    return call(Ledger::verifier);
  }

  @Override
  public LedgerInfo info() {
    return call(Ledger::info);
  }

  @Override
  public void close() {
    exchange(ledger -> {
      ledger.close();
      return ledger;
    });
  }
}
