// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Finality;
import health.habeas.ledger.LedgerReceipt;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.internal.entry.Conflicts;
import health.habeas.ledger.internal.entry.EntryIndex;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The batches that share one record and one fsync: sorts out what is new, what was recorded before and what contradicts
 * it, and answers each batch when the record's fate is known. Not thread-safe: one thread stages and settles, then
 * one answers.
 */
final class Round {
  /** A batch that waits for its answer. */
  record Pending(List<Entry> batch, CompletableFuture<List<Outcome>> answer) {}

  private final EntryIndex index;
  private final Journal journal;
  private final List<Pending> accepted = new ArrayList<>();
  private final List<Entry> fresh = new ArrayList<>();
  private final Map<EntryId, Entry> staged = new HashMap<>();
  private final Map<EntryId, Outcome> outcomes = new HashMap<>();
  private final List<Runnable> answers = new ArrayList<>();
  private List<StoredEntry> recent = List.of();

  Round(EntryIndex index, Journal journal) {
    this.index = index;
    this.journal = journal;
  }

  /** Takes a batch in, or settles at once that it can't be recorded. */
  void stage(Pending pending) {
    try {
      if (agrees(pending.batch())) {
        pending.batch().forEach(this::stageOne);
        accepted.add(pending);
      } else {
        answers.add(() -> pending.answer().complete(Conflicts.rejected(pending.batch())));
      }
    } catch (RuntimeException e) { // an earlier record that can't be read
      answers.add(() -> pending.answer().completeExceptionally(e));
    }
  }

  // A batch is recorded whole or not at all; so it is compared as a whole before any of it is
  // staged.
  private boolean agrees(List<Entry> batch) {
    Map<EntryId, Entry> own = batch.size() == 1 ? Map.of() : new HashMap<>();
    for (Entry entry : batch) {
      @Nullable Entry first = first(entry.id());
      if (first == null && batch.size() > 1) {
        first = own.putIfAbsent(entry.id(), entry);
      }
      if (first != null && !first.equals(entry)) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Entry first(EntryId id) {
    long position = index.position(id);
    if (position < 0) {
      return staged.get(id);
    }
    StoredEntry stored = earlier(position);
    outcomes.put(id, new Outcome.Duplicate(stored.receipt()));
    return stored.entry();
  }

  // Whoever retries, retries what was recorded together; so one record answers for many.
  private StoredEntry earlier(long position) {
    if (recent.isEmpty()
        || position < recent.get(0).position()
        || position >= recent.get(0).position() + recent.size()) {
      recent = journal.record(position);
    }
    return recent.get((int) (position - recent.get(0).position()));
  }

  private void stageOne(Entry entry) {
    if (!outcomes.containsKey(entry.id()) && staged.putIfAbsent(entry.id(), entry) == null) {
      fresh.add(entry);
    }
  }

  /** What is to be recorded, in order. */
  List<Entry> fresh() {
    return fresh;
  }

  /** The new entries were recorded from a position on. */
  void recorded(long first, Instant time) {
    for (int i = 0; i < fresh.size(); i++) {
      EntryId id = fresh.get(i).id();
      outcomes.put(id, new Outcome.Acked(new LedgerReceipt(id, first + i, time, Finality.FINAL)));
    }
    settle();
  }

  /** The new entries all have the same fate. */
  void unrecorded(Function<EntryId, Outcome> fate) {
    fresh.forEach(entry -> outcomes.put(entry.id(), fate.apply(entry.id())));
    settle();
  }

  private void settle() {
    for (Pending pending : accepted) {
      List<Outcome> told = pending.batch().stream().map(this::tell).toList();
      answers.add(() -> pending.answer().complete(told));
    }
  }

  // The first to ask for a new entry hears that it is recorded now, everybody after that it was
  // before.
  private Outcome tell(Entry entry) {
    Outcome outcome = outcomes.get(entry.id());
    if (outcome instanceof Outcome.Acked acked) {
      outcomes.put(entry.id(), new Outcome.Duplicate(acked.receipt()));
    }
    return Objects.requireNonNull(outcome);
  }

  /** Tells every batch what became of it. */
  void answer() {
    answers.forEach(Runnable::run);
  }
}
