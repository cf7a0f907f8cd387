// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.InclusionProof;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.StateProof;
import health.habeas.ledger.proof.TreeHash;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** One ledger in place of another: calls wait while it is exchanged. Thread-safe. */
final class SwitchedLedger implements Ledger {
  // Fair: those who append all the time must not keep the exchange waiting.
  private final ReadWriteLock calls = new ReentrantReadWriteLock(true);
  private Ledger serving;

  SwitchedLedger(Ledger first) {
    serving = first;
  }

  /** Runs an exchange while no call runs, and serves what it gives; if it throws, what is served then. */
  void exchange(UnaryOperator<Ledger> exchange) {
    Lock alone = calls.writeLock();
    alone.lock();
    try {
      serving = exchange.apply(serving);
    } finally {
      alone.unlock();
    }
  }

  /** Within an exchange that fails: serves this. */
  void serve(Ledger instead) {
    serving = instead;
  }

  private <T> T call(Function<Ledger, T> call) {
    Lock shared = calls.readLock();
    shared.lock();
    try {
      return call.apply(serving);
    } finally {
      shared.unlock();
    }
  }

  @Override
  public Outcome append(Entry entry) {
    return call(ledger -> ledger.append(entry));
  }

  @Override
  public List<Outcome> append(List<Entry> batch) {
    return call(ledger -> ledger.append(batch));
  }

  @Override
  public CompletionStage<List<Outcome>> submit(List<Entry> batch) {
    return call(ledger -> ledger.submit(batch));
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
    return call(ledger -> ledger.subscribe(from));
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
