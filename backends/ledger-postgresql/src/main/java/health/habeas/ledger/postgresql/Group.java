// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Finality;
import health.habeas.ledger.LedgerReceipt;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.entry.Conflicts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The batches that one statement records: sorts out what is new, what was recorded before and what contradicts it, and
 * prepares the answer to each. Not thread-safe: one thread stages and settles, then one answers.
 */
final class Group {
  /**
   * A batch that waits for its answer. An empty one asks only that all before it be settled.
   *
   * @param batch in order
   * @param answer completed once
   */
  record Pending(List<Entry> batch, CompletableFuture<List<Outcome>> answer) {}

  private final Map<EntryId, StoredEntry> known = new HashMap<>();
  private final List<Pending> accepted = new ArrayList<>();
  private final Map<EntryId, Entry> fresh = new LinkedHashMap<>();
  private final Map<EntryId, Outcome> outcomes = new HashMap<>();
  private final List<Runnable> answers = new ArrayList<>();

  /**
   * Stages batches.
   *
   * @param taken in the order of their arrival
   * @param recorded what is known to be recorded of their entries
   */
  Group(List<Pending> taken, List<StoredEntry> recorded) {
    recorded.forEach(stored -> known.put(stored.entry().id(), stored));
    taken.forEach(this::stage);
  }

  // A batch is recorded whole or not at all; so it is compared as a whole before any of it is
  // staged.
  private void stage(Pending pending) {
    if (agrees(pending.batch())) {
      pending.batch().forEach(this::stageOne);
      accepted.add(pending);
    } else {
      answers.add(() -> pending.answer().complete(Conflicts.rejected(pending.batch())));
    }
  }

  private boolean agrees(List<Entry> batch) {
    Map<EntryId, Entry> own = new HashMap<>();
    for (Entry entry : batch) {
      @Nullable Entry first = first(entry.id());
      if (first == null) {
        first = own.putIfAbsent(entry.id(), entry);
      }
      if (first != null && !first.equals(entry)) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Entry first(EntryId id) {
    @Nullable StoredEntry stored = known.get(id);
    return stored == null ? fresh.get(id) : stored.entry();
  }

  private void stageOne(Entry entry) {
    @Nullable StoredEntry stored = known.get(entry.id());
    if (stored == null) {
      fresh.putIfAbsent(entry.id(), entry);
    } else {
      outcomes.put(entry.id(), new Outcome.Duplicate(stored.receipt()));
    }
  }

  /** What is to be recorded, in order. */
  List<Entry> fresh() {
    return List.copyOf(fresh.values());
  }

  /** The new entries were recorded from a position on. */
  void recorded(long first, long timeMillis) {
    long position = first;
    for (EntryId id : fresh.keySet()) {
      Instant time = Instant.ofEpochMilli(timeMillis);
      outcomes.put(id, new Outcome.Acked(new LedgerReceipt(id, position++, time, Finality.FINAL)));
    }
    for (Pending pending : accepted) {
      List<Outcome> told = pending.batch().stream().map(this::tell).toList();
      answers.add(() -> pending.answer().complete(told));
    }
  }

  // The first to ask for a new entry hears that it is recorded now, everybody after that it was
  // before.
  private Outcome tell(Entry entry) {
    Outcome outcome = Objects.requireNonNull(outcomes.get(entry.id()));
    if (outcome instanceof Outcome.Acked acked) {
      outcomes.put(entry.id(), new Outcome.Duplicate(acked.receipt()));
    }
    return outcome;
  }

  /** Nothing of this group was recorded. */
  void rejected(LedgerException error) {
    unsettled(error, id -> new Outcome.Rejected(error));
  }

  /** All of what is new was recorded, or nothing of it, and nobody knows. */
  void inDoubt(LedgerException cause) {
    unsettled(cause, id -> new Outcome.InDoubt(id, cause));
  }

  private void unsettled(LedgerException cause, Function<EntryId, Outcome> fate) {
    for (Pending pending : accepted) {
      List<Outcome> told = pending.batch().stream()
          .map(entry -> outcomes.getOrDefault(entry.id(), fate.apply(entry.id())))
          .toList();
      answers.add(() -> answer(pending, told, cause));
    }
  }

  private static void answer(Pending pending, List<Outcome> told, LedgerException cause) {
    if (told.isEmpty()) {
      pending.answer().completeExceptionally(cause);
    } else {
      pending.answer().complete(told);
    }
  }

  /** Tells every batch what became of it. */
  void answer() {
    answers.forEach(Runnable::run);
  }
}
