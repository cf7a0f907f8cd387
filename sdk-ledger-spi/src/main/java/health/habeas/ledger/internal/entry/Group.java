// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.entry;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Finality;
import health.habeas.ledger.LedgerReceipt;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The batches that one write records: sorts out what is new, what was recorded before and what contradicts it, and
 * answers each batch when the write's fate is known: one that contradicts another of this group, too, which may not be recorded
 * in the end. Not thread-safe: one thread stages and settles, then one answers.
 */
public final class Group {
  private final Function<EntryId, Optional<StoredEntry>> recorded;
  private final List<WriterQueue.Pending> accepted = new ArrayList<>();
  private final List<WriterQueue.Pending> contested = new ArrayList<>(); // by what is accepted
  private final Map<EntryId, Entry> fresh = new LinkedHashMap<>();
  private final Map<EntryId, Outcome> outcomes = new HashMap<>();
  private final List<Runnable> answers = new ArrayList<>();

  /**
   * Stages batches.
   *
   * @param batches in the order of their arrival
   * @param recorded what is known to be recorded of an entry; a batch for which it fails is answered with the failure
   */
  public Group(
      List<WriterQueue.Pending> batches, Function<EntryId, Optional<StoredEntry>> recorded) {
    this.recorded = recorded;
    batches.forEach(this::stage);
  }

  private void stage(WriterQueue.Pending pending) {
    try {
      if (contradictsItself(pending.batch()) || !agrees(pending.batch(), this::earlier)) {
        answers.add(() -> pending.answer().complete(Conflicts.rejected(pending.batch())));
      } else if (agrees(pending.batch(), id -> Optional.ofNullable(fresh.get(id)))) {
        pending.batch().forEach(this::stageOne);
        accepted.add(pending);
      } else {
        contested.add(pending);
      }
    } catch (RuntimeException e) {
      answers.add(() -> pending.answer().completeExceptionally(e));
    }
  }

  private static boolean contradictsItself(List<Entry> batch) {
    Map<EntryId, Entry> first = new HashMap<>();
    return batch.size() > 1
        && batch.stream()
            .anyMatch(entry -> !first.computeIfAbsent(entry.id(), id -> entry).equals(entry));
  }

  // A batch is recorded whole or not at all; so it is compared as a whole before any of it is
  // staged.
  private static boolean agrees(List<Entry> batch, Function<EntryId, Optional<Entry>> known) {
    return batch.stream()
        .allMatch(entry -> known.apply(entry.id()).map(entry::equals).orElse(true));
  }

  private Optional<Entry> earlier(EntryId id) {
    Optional<StoredEntry> stored = recorded.apply(id);
    stored.ifPresent(entry -> outcomes.put(id, new Outcome.Duplicate(entry.receipt())));
    return stored.map(StoredEntry::entry);
  }

  private void stageOne(Entry entry) {
    if (!outcomes.containsKey(entry.id())) {
      fresh.putIfAbsent(entry.id(), entry);
    }
  }

  /** What is to be recorded, in order. */
  public List<Entry> fresh() {
    return List.copyOf(fresh.values());
  }

  /** The new entries were recorded from a position on, for good. */
  public void recorded(long first, Instant time) {
    long position = first;
    for (EntryId id : fresh.keySet()) {
      outcomes.put(id, new Outcome.Acked(new LedgerReceipt(id, position++, time, Finality.FINAL)));
    }
    for (WriterQueue.Pending pending : accepted) {
      List<Outcome> told = pending.batch().stream().map(this::tell).toList();
      answers.add(() -> pending.answer().complete(told));
    }
    contested.forEach(pending ->
        answers.add(() -> pending.answer().complete(Conflicts.rejected(pending.batch()))));
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
  public void rejected(LedgerException error) {
    unsettled(error, id -> new Outcome.Rejected(error));
  }

  /**
   * Nothing of this group was recorded.
   *
   * @param error for what was not recorded before either
   * @param isDoubted of what nobody knows whether it was
   * @param doubt for that
   */
  public void rejected(LedgerException error, Predicate<EntryId> isDoubted, LedgerException doubt) {
    unsettled(
        error,
        id -> isDoubted.test(id) ? new Outcome.InDoubt(id, doubt) : new Outcome.Rejected(error));
  }

  /** All of what is new was recorded, or nothing of it, and nobody knows. */
  public void inDoubt(LedgerException cause) {
    unsettled(cause, id -> new Outcome.InDoubt(id, cause));
  }

  private void unsettled(LedgerException cause, Function<EntryId, Outcome> fate) {
    for (WriterQueue.Pending pending : accepted) {
      List<Outcome> told = pending.batch().stream()
          .map(entry -> outcomes.getOrDefault(entry.id(), fate.apply(entry.id())))
          .toList();
      answers.add(() -> answer(pending, told, cause));
    }
    // Nothing of these was to be written; what they contradict may not be there.
    for (WriterQueue.Pending pending : contested) {
      List<Outcome> told = Collections.nCopies(pending.batch().size(), new Outcome.Rejected(cause));
      answers.add(() -> pending.answer().complete(told));
    }
  }

  // An empty batch asks whether what came before it is settled.
  private static void answer(
      WriterQueue.Pending pending, List<Outcome> told, LedgerException cause) {
    if (told.isEmpty()) {
      pending.answer().completeExceptionally(cause);
    } else {
      pending.answer().complete(told);
    }
  }

  /** Tells every batch what became of it. */
  public void answer() {
    answers.forEach(Runnable::run);
  }
}
