// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.InclusionProof;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.LogState;
import health.habeas.ledger.proof.MerkleFrontier;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.StateProof;
import health.habeas.ledger.proof.TlogProof;
import health.habeas.ledger.proof.TreeHash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The maps over a log, and the states of them that the log records. A state is made of just the entries that the log's tree
 * has, and is recorded before another is made, so that their sizes only grow along the log. Thread-safe.
 */
final class LogMaps {
  private static final int PAGE = 4096;
  private static final long NOWHERE = -1;
  // The other half is for what others append before the backend has it.
  private static final int LATE = LogState.MAX_LAG / 2;

  private final SignedLog log;
  private final LogSource source;
  private final Function<Entry, Outcome> append;
  private EntryMaps maps = new EntryMaps();
  private MerkleFrontier read = new MerkleFrontier();
  private long place = NOWHERE; // of the entry that states the maps as they are
  private byte[] signed = new byte[0]; // that state
  private boolean inDoubt;

  /**
   * Maps that have read nothing yet.
   *
   * @param log signs the states, and proves that they are recorded
   * @param source the same log's entries
   * @param append records an entry of the log's own
   */
  LogMaps(SignedLog log, LogSource source, Function<Entry, Outcome> append) {
    this.log = log;
    this.source = source;
    this.append = append;
  }

  synchronized StateProof prove(LogMap map, List<TreeHash> keys) {
    TlogProof state = state();
    return new StateProof(maps.prove(map, keys), state);
  }

  private TlogProof state() {
    if (inDoubt) {
      settle();
    }
    if (place != maps.size() || source.size() != place + 1) {
      follow();
      if (place == NOWHERE) {
        record();
      }
    }
    SignedCheckpoint head = log.head();
    InclusionProof path = log.inclusion(place, head.claimed().size());
    return new TlogProof(signed, path, head);
  }

  /** A state that is recorded late is false for ever, so one that is not there by then is given up for another. */
  private void settle() {
    Optional<StoredEntry> found = source.find(Entry.parse(now().entry()).id());
    if (found.isPresent()) {
      requireTrue(found.get());
      stated(found.get().position());
    } else if (source.size() - maps.size() <= LATE) {
      record(); // the same again, for it may still be under way
    }
    inDoubt = false;
  }

  private void record() {
    boolean before = inDoubt;
    inDoubt = true;
    Outcome outcome = append.apply(Entry.parse(now().entry()));
    if (outcome instanceof Outcome.Rejected) {
      inDoubt = before; // it says nothing of an earlier try
    }
    stated(outcome.orThrow().position());
    inDoubt = false;
  }

  private void stated(long position) {
    place = position;
    signed = log.sign(now().text()).toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Takes in what the maps don't have, but for a state of all that is before it, which is then the newest. */
  private void follow() {
    place = NOWHERE;
    do {
      long end = source.size();
      if (end > maps.size() && isStateOfAllBefore(end - 1)) {
        takeUpTo(end - 1);
        requireTrue(at(end - 1));
        stated(end - 1);
        return;
      }
      takeUpTo(end);
    } while (source.size() - maps.size() > PAGE); // so that a state is recorded soon after its size
  }

  private boolean isStateOfAllBefore(long position) {
    byte[] id = at(position).entry().id().bytes();
    return LogState.isReserved(id) && LogState.size(id) == position;
  }

  private void requireTrue(StoredEntry state) {
    if (!state.entry().equals(Entry.parse(now().entry()))) {
      throw StateAudit.untrue(state.position(), now());
    }
  }

  private StoredEntry at(long position) {
    return page(position, 1).get(0);
  }

  private void takeUpTo(long end) {
    while (maps.size() < end) {
      List<StoredEntry> page = page(maps.size(), (int) Math.min(PAGE, end - maps.size()));
      page.forEach(stored -> read.add(stored.entry().treeHash()));
      maps.add(page);
    }
    // A backend may show other entries than those that the tree was made of.
    if (!read.root().equals(log.root(end))) {
      maps = new EntryMaps();
      read = new MerkleFrontier();
      throw new LedgerException.Integrity(
          LedgerErrorCode.FORKED, "the backend shows other entries than it did before");
    }
  }

  private List<StoredEntry> page(long from, int max) {
    List<StoredEntry> page = source.read(from, max);
    if (page.isEmpty() || page.size() > max || page.get(0).position() != from) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.LOG_CORRUPT,
          "the backend does not show its entries in order of position");
    }
    return page;
  }

  private LogState now() {
    return maps.state(log.verifier().origin());
  }
}
