// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.LogState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Replays a log, and holds each state of its maps that it recorded against the entries: whoever does finds every bit that was
 * set, cleared or changed without an entry for it. Give it to a {@link LogFollower} as its sink.
 *
 * <p>Guarantee: a state that is not what the entries before it make is HBS-6332, which says which and why. It is raised, now and
 * at every later call, unless somebody is told of it instead. So while it is silent, no state of the log ever lost a key or
 * changed one. Needs nothing but the entries. Memory: about 98 bytes an entry. Thread-safe.
 */
public final class StateAudit implements Consumer<StoredEntry> {
  private static final int WAITING = 2 * LogState.MAX_LAG;

  private final String origin;
  private final List<Checkpoint> ends;
  private final Consumer<LedgerException.Integrity> whenFalse;
  private final EntryMaps maps = new EntryMaps();
  private final List<StoredEntry> waiting = new ArrayList<>();
  private long next;
  private long states;
  private long newest = -1;

  /**
   * An audit that begins at the log's first entry.
   *
   * @param origin of the log
   */
  public StateAudit(String origin) {
    this(origin, List.of());
  }

  /**
   * The same for a log that continues others.
   *
   * @param origin of the log
   * @param ends the last heads of those that it continues, the earliest first: what they recorded they stated
   */
  public StateAudit(String origin, List<Checkpoint> ends) {
    this(origin, ends, untrue -> {
      throw untrue;
    });
  }

  /**
   * The same, going on after a false state.
   *
   * @param origin of the log
   * @param ends the last heads of those that it continues, the earliest first
   * @param whenFalse is told of each false state, while its entry is taken in
   */
  public StateAudit(
      String origin, List<Checkpoint> ends, Consumer<LedgerException.Integrity> whenFalse) {
    this.origin = origin;
    this.ends = List.copyOf(ends);
    this.whenFalse = whenFalse;
  }

  private String origin(long position) {
    return ends.stream()
        .filter(end -> position < end.size())
        .map(Checkpoint::origin)
        .findFirst()
        .orElse(origin);
  }

  /**
   * Takes in the next entry; one that was taken in before counts for nothing.
   *
   * @param stored in order of position, from 0 on
   */
  @Override
  public synchronized void accept(StoredEntry stored) {
    if (stored.position() < next) {
      return; // a follower that was told of a false state shows once more what came before it
    }
    if (stored.position() > next) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.OUT_OF_RANGE, "an audit takes entries in order of position, from 0 on");
    }
    if (LogState.isReserved(stored.entry().id().bytes())) {
      check(stored);
    }
    waiting.add(stored);
    next++;
    if (waiting.size() > WAITING) {
      take(LogState.MAX_LAG);
    }
  }

  private void check(StoredEntry stored) {
    long size = LogState.size(stored.entry().id().bytes());
    Optional<String> misplaced = misplaced(size, stored.position());
    if (misplaced.isPresent()) {
      whenFalse.accept(untrue(stored.position(), misplaced.get()));
      return;
    }
    take((int) (size - maps.size()));
    LogState state = maps.state(origin(stored.position()));
    if (stored.entry().equals(Entry.parse(state.entry()))) {
      states++;
      newest = size;
    } else {
      whenFalse.accept(untrue(stored.position(), state));
    }
  }

  private Optional<String> misplaced(long size, long position) {
    if (size < 0 || size > position) {
      return Optional.of("more entries than the " + position + " before it");
    }
    if (position - size > LogState.MAX_LAG) {
      return Optional.of(size + " entries, more than " + LogState.MAX_LAG + " before it");
    }
    return size < maps.size()
        ? Optional.of(size + " entries, and a state before it is of " + maps.size())
        : Optional.empty();
  }

  private void take(int count) {
    List<StoredEntry> first = waiting.subList(0, count);
    maps.add(first);
    first.clear();
  }

  /** How many states were found true. */
  public synchronized long states() {
    return states;
  }

  /** The size of the newest state that was found true; empty if there is none. */
  public synchronized OptionalLong newest() {
    return newest < 0 ? OptionalLong.empty() : OptionalLong.of(newest);
  }

  static LedgerException.Integrity untrue(long position, LogState state) {
    return untrue(
        position,
        state.size() + " entries that those don't make: of the log " + state.origin()
            + " they have the roots " + state.status() + " and " + state.labels());
  }

  private static LedgerException.Integrity untrue(long position, String of) {
    return new LedgerException.Integrity(
        LedgerErrorCode.STATE_FALSE, "the log's entry " + position + " states maps of " + of);
  }
}
