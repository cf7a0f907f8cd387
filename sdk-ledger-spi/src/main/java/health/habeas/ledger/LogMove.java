// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TreeHash;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves a log from one backend to another while it is in use: the same name, key, entries and positions, so every receipt stays
 * valid. {@link #ledger} is the log meanwhile and afterwards; {@link #finish} does the work.
 *
 * <p>Guarantees: at each moment one place at most takes entries. What is acknowledged at the former place is at the new one
 * before that one opens, and what was in doubt is settled by then: {@code find}, or the same append again, tells. After a crash
 * the move is begun again with the same addresses, and goes on from where it was; until then the log is at the former place,
 * or, if it crashed in the last steps, opens nowhere (HBS-6009, HBS-6010).
 *
 * <p>Limits: appends wait while the former place is closed, opened once more, which reads it whole, and what is left is copied.
 * Subscriptions end there, at whatever position: subscribe again from the next one. A subscriber that is busy for long holds up the
 * cut, by ten seconds at most. No witness is asked until the log is opened anew at its new place. Entries keep their time of
 * recording to the minute. Both places are durable: a log in memory can't be closed and opened again, and a log that moves there
 * would be lost. Afterwards the former place has the entries and no key, and never opens again. Not thread-safe, but for {@link
 * #ledger}. Source: docs/spec/ledger.md, §7.
 */
public final class LogMove implements AutoCloseable {
  private static final Duration SAME_TIME = Duration.ofMinutes(1);

  private final Places places;
  private final LedgerOptions options;
  private final CopiedTime time;
  private final SwitchedLedger ledger;
  private final VerifiableLedger target;
  private final SignedCheckpoint before;
  private boolean finished;

  private LogMove(
      Places places,
      LedgerOptions options,
      CopiedTime time,
      Ledger source,
      VerifiableLedger target) {
    this.places = places;
    this.options = options;
    this.time = time;
    this.target = target;
    this.before = source.head();
    this.ledger = new SwitchedLedger(source);
  }

  private record Places(String from, String to) {
    /** Names the new place without saying where it is; a password that changes is no other place. */
    String name() {
      String place = LedgerAddress.parse(to).place();
      return TreeHash.leaf(place.getBytes(StandardCharsets.UTF_8)).base64();
    }
  }

  /**
   * Opens both places. A move that was cut off in its last steps is finished by this.
   *
   * @param from the log's address; nobody else has it open
   * @param to an address where nothing is, or a part of this log from a move that was cut off, written as it was then
   * @param options for both
   * @throws LedgerException HBS-6011 if there is something else, or the log can't go there; HBS-6009 if the move is finished
   */
  public static LogMove begin(String from, String to, LedgerOptions options) {
    Places places = new Places(from, to);
    VerifiableLedger source = departing(places, options);
    try {
      source.head(); // signed before anything else is opened
      CopiedTime time = new CopiedTime(options.clock());
      identity(source).retiredTo().ifPresent(name -> requireSamePlace(name, places));
      MoveRole role = MoveRole.arriving(identity(source).signer());
      VerifiableLedger target = local(Ledgers.open(to, arriving(options, role).withClock(time)));
      return checked(new LogMove(places, options, time, source, target), source);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static VerifiableLedger departing(Places places, LedgerOptions options) {
    return local(Ledgers.open(places.from(), options.withRole(MoveRole.departing())));
  }

  /** Whoever saw heads of the log knows more of it than a place that it is on its way to. */
  private static LedgerOptions arriving(LedgerOptions options, MoveRole role) {
    return options.withRole(role).withWitnesses(Witnesses.none()).withHeadsSeen(HeadsSeen.none());
  }

  private static void requireSamePlace(String name, Places places) {
    if (!name.equals(places.name())) {
      throw refused("the log was on its way to another address");
    }
  }

  private static VerifiableLedger local(Ledger ledger) {
    if (ledger instanceof VerifiableLedger local
        && local.identity() instanceof MovableLogIdentity
        && local.info().capabilities().contains(LedgerCapability.DURABLE)) {
      return local;
    }
    ledger.close();
    throw refused("a log moves only between places of this process that keep what they are given,"
        + " and whose backends can move a log");
  }

  private static MovableLogIdentity identity(VerifiableLedger local) {
    return (MovableLogIdentity) local.identity();
  }

  private static LogMove checked(LogMove move, VerifiableLedger source) {
    try {
      if (identity(source).retiredTo().isPresent()) {
        // Nothing may be appended here any more, nor copied: the new place may be in use since.
        move.ledger.exchange(move::handOver);
        move.finished = true;
        return move;
      }
      if (!identity(move.target).isArriving()) {
        throw refused("the place that it would move to is a log of its own");
      }
      requireBegins(move.target, source);
      return move;
    } catch (RuntimeException e) {
      move.target.close();
      throw e;
    }
  }

  /** The log, wherever it is: open until this is closed. Thread-safe. */
  public Ledger ledger() {
    return ledger;
  }

  /**
   * Copies, cuts over, and gives the proof that nothing was lost. If it fails, the log goes on where it was, as soon as that
   * place opens, and the move may be finished later; if it fails when the log was given away already, each call says so
   * (HBS-6009) until the move is begun again.
   */
  public Proof finish() {
    if (!finished) {
      chase();
      ledger.exchange(this::cut);
      finished = true;
    }
    SignedCheckpoint after = target.head();
    ConsistencyProof proof =
        target.consistency(before.claimed().size(), after.claimed().size());
    target.verifier().verify(before.claimed(), after, proof);
    return new Proof(before, proof, after);
  }

  /**
   * That the log at its new place continues the one that was moved. Immutable.
   *
   * @param before a head of the former place
   * @param proof from that head to the other
   * @param after a head of the new place
   */
  public record Proof(SignedCheckpoint before, ConsistencyProof proof, SignedCheckpoint after) {}

  /** Copies until almost nothing is left, while entries go on coming. */
  private void chase() {
    int page = target.info().limits().batchEntries();
    while (copyFrom(ledger) > page) {
      // as long as much has come since
    }
  }

  /** With no call under way: what is left. */
  private Ledger cut(Ledger source) {
    source.close(); // whatever was under way is recorded now, or never
    ledger.serveLater(() -> Ledgers.open(places.from(), options)); // unless the log leaves
    VerifiableLedger closed = departing(places, options);
    try {
      copyFrom(closed);
      requireSame(closed, target);
    } catch (RuntimeException e) {
      ledger.serve(closed);
      throw e;
    }
    return handOver(closed);
  }

  /** The steps that can't be undone, each durable: from the first on, the log is not here any more. */
  private Ledger handOver(Ledger former) {
    VerifiableLedger source = local(former);
    try {
      if (identity(target).isArriving()) {
        requireSame(source, target);
      } else {
        requireBegins(source, target); // it was handed over before, and may have gone on
      }
      identity(source).retire(places.name());
      identity(target).adopt();
      identity(source).forget();
    } finally {
      source.close();
    }
    time.end();
    return target;
  }

  private long copyFrom(Ledger source) {
    long first = target.head().claimed().size();
    long next = first;
    List<StoredEntry> page = source.read(next, target.info().limits().batchEntries());
    while (!page.isEmpty()) {
      next += copy(page);
      page = source.read(next, target.info().limits().batchEntries());
    }
    return next - first;
  }

  /** Copies what was recorded at about one time. */
  private int copy(List<StoredEntry> page) {
    Instant end = page.get(0).time().plus(SAME_TIME);
    List<StoredEntry> together = new ArrayList<>(page);
    together.removeIf(stored -> stored.time().isAfter(end));
    time.set(together.get(together.size() - 1).time());
    List<Outcome> outcomes =
        target.copy(together.stream().map(StoredEntry::entry).toList());
    for (int i = 0; i < together.size(); i++) {
      if (outcomes.get(i).orThrow().position() != together.get(i).position()) {
        throw refused("the new place has an entry of this log at another position");
      }
    }
    return together.size();
  }

  private static void requireBegins(Ledger shorter, Ledger longer) {
    Checkpoint first = shorter.head().claimed();
    Checkpoint all = longer.head().claimed();
    boolean begins = first.size() <= all.size()
        && longer.consistency(first.size(), all.size()).proves(first.root(), all.root());
    if (!begins) {
      throw refused("the two places have entries that the other one does not have");
    }
  }

  private static void requireSame(Ledger one, Ledger other) {
    if (!one.head().claimed().equals(other.head().claimed())) {
      throw refused("the new place does not have the same entries as the log");
    }
  }

  private static LedgerException refused(String what) {
    return new LedgerException.Permanent(LedgerErrorCode.MOVE_REFUSED, what);
  }

  /** Closes both places; a move that is not finished is begun again with the same addresses. */
  @Override
  public void close() {
    ledger.close();
    target.close();
  }
}
