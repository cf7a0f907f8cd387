// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.memory;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Finality;
import health.habeas.ledger.LedgerBackend;
import health.habeas.ledger.LedgerCapability;
import health.habeas.ledger.LedgerInfo;
import health.habeas.ledger.LedgerLimits;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.LogIdentity;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.internal.entry.Conflicts;
import health.habeas.ledger.internal.entry.DaemonThreads;
import health.habeas.ledger.internal.entry.Subscriptions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;

/** A list and a map under one lock. Every answer is there when the call returns. Thread-safe. */
final class MemoryLedgerBackend implements LedgerBackend {
  private static final LedgerInfo INFO = new LedgerInfo(
      MemoryLedgerProvider.SCHEME,
      Finality.FINAL,
      new LedgerLimits(1024, 1024, 16_384),
      "this machine's clock, never set back",
      Set.of(LedgerCapability.ATOMIC_BATCH));

  private final InstantSource clock;
  private final LogIdentity identity;
  private final ExecutorService subscribers = DaemonThreads.cached("habeas-ledger-memory");
  private final Subscriptions subscriptions = new Subscriptions(this::page, subscribers);
  private final List<StoredEntry> log = new ArrayList<>();
  private final Map<EntryId, StoredEntry> byId = new HashMap<>();
  private Instant latest = Instant.EPOCH;

  MemoryLedgerBackend(LedgerOptions options) {
    this.clock = options.clock();
    this.identity = new MemoryLogIdentity(options.random());
  }

  @Override
  public CompletionStage<List<Outcome>> append(List<Entry> batch) {
    List<Outcome> outcomes = record(batch);
    subscriptions.advanced();
    return CompletableFuture.completedFuture(outcomes);
  }

  private synchronized List<Outcome> record(List<Entry> batch) {
    Map<EntryId, Entry> fresh = new HashMap<>();
    for (Entry entry : batch) {
      StoredEntry stored = byId.get(entry.id());
      Entry first = stored == null ? fresh.putIfAbsent(entry.id(), entry) : stored.entry();
      if (first != null && !first.equals(entry)) {
        return Conflicts.rejected(batch);
      }
    }
    Instant now = clock.instant();
    latest = now.isAfter(latest) ? now : latest;
    return batch.stream().map(this::recordOne).toList();
  }

  private Outcome recordOne(Entry entry) {
    StoredEntry before = byId.get(entry.id());
    if (before != null) {
      return new Outcome.Duplicate(before.receipt());
    }
    StoredEntry stored = new StoredEntry(log.size(), latest, Finality.FINAL, entry);
    log.add(stored);
    byId.put(entry.id(), stored);
    return new Outcome.Acked(stored.receipt());
  }

  @Override
  public synchronized CompletionStage<Optional<StoredEntry>> find(EntryId id) {
    return CompletableFuture.completedFuture(Optional.ofNullable(byId.get(id)));
  }

  @Override
  public CompletionStage<List<StoredEntry>> read(long from, int max) {
    return CompletableFuture.completedFuture(page(from, max));
  }

  private synchronized List<StoredEntry> page(long from, int max) {
    int first = (int) Math.min(from, log.size());
    return List.copyOf(log.subList(first, (int) Math.min(log.size(), (long) first + max)));
  }

  @Override
  public Flow.Publisher<StoredEntry> subscribe(long from) {
    return subscriptions.from(from);
  }

  @Override
  public synchronized CompletionStage<Long> size() {
    return CompletableFuture.completedFuture((long) log.size());
  }

  @Override
  public LedgerInfo info() {
    return INFO;
  }

  @Override
  public LogIdentity identity() {
    return identity;
  }

  @Override
  public void close() {
    subscriptions.close();
    subscribers.shutdown();
  }
}
