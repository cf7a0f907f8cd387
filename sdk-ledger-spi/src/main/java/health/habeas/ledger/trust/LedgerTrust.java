// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.trust;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LogVerifier;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.LogEnd;
import health.habeas.ledger.proof.NoteKey;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TrustPolicy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What a client demands of a log, whoever serves it. {@code LedgerTrust.keeping(HeadStore.directory(path)).over(ledger)} is
 * a ledger like any other, that breaks off where the log breaks a rule:
 *
 * <ul>
 *   <li>a head smaller than one seen before, in this process or an earlier one: HBS-6302;
 *   <li>a head that contradicts one seen before: HBS-6303, the proof is kept in the store, and the log is not asked for heads
 *       again until a person takes the proof away; HBS-6305 where nothing can be proven;
 *   <li>with a policy: nothing cosigned by the quorum yet, HBS-6310; nothing lately, HBS-6320;
 *   <li>a head that ends the log: HBS-6322, with the successor's key; {@link #succeeding} goes on there.
 * </ul>
 *
 * <p>What waits for the witnesses: {@link Ledger#head} (and so whatever follows the log, or is allowed by what was followed),
 * {@link Ledger#prove}, {@link Ledger#verify}. What goes on without: appends, {@link Ledger#find}, {@link Ledger#read}. A
 * head that they have not cosigned yet is shown, so that a revocation under it denies at once; {@link Ledger#settled} says how
 * much of it counts.
 *
 * <p>The first head of a log that was never seen is believed, if its key signed it and the quorum cosigned it. Immutable.
 *
 * @param heads what was seen before; each new head costs one durable write
 * @param policy which witnesses must have cosigned; its logs, if there are any, must list this one
 * @param oldest how long ago the quorum may have cosigned last; meaningless without witnesses
 * @param patience how long a proof waits for the witnesses
 * @param clock against which their times are held
 */
public record LedgerTrust(
    HeadStore heads, TrustPolicy policy, Duration oldest, Duration patience, InstantSource clock) {
  private static final TrustPolicy NO_WITNESSES =
      new TrustPolicy(List.of(), List.of(), List.of(), TrustPolicy.NO_QUORUM);

  /** Checks that the times are times. */
  public LedgerTrust {
    if (oldest.isNegative() || oldest.isZero() || patience.isNegative()) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.POLICY_MALFORMED,
          "a head may be older than nothing, and waiting takes no negative time");
    }
  }

  /**
   * No rollback and no contradiction; no witnesses.
   *
   * @param heads what was seen before
   */
  public static LedgerTrust keeping(HeadStore heads) {
    return new LedgerTrust(
        heads, NO_WITNESSES, Duration.ofDays(1), Duration.ofSeconds(10), InstantSource.system());
  }

  /**
   * The same with witnesses.
   *
   * @param quorum which must have cosigned
   * @param atMost how long ago they may have cosigned last: some times the interval at which the log has its heads cosigned,
   *     also when nothing is new, and no longer than a revocation may be held back
   */
  public LedgerTrust witnessedBy(TrustPolicy quorum, Duration atMost) {
    return new LedgerTrust(heads, quorum, atMost, patience, clock);
  }

  /**
   * The same with another time to wait; the usual one is ten seconds.
   *
   * @param time how long a proof waits for the witnesses
   */
  public LedgerTrust withPatience(Duration time) {
    return new LedgerTrust(heads, policy, oldest, time, clock);
  }

  /**
   * The same with another clock, for tests.
   *
   * @param source against which cosignatures are held
   */
  public LedgerTrust withClock(InstantSource source) {
    return new LedgerTrust(heads, policy, oldest, patience, source);
  }

  /**
   * The ledger under these rules, and no others: those that were around it before are replaced. Closing it closes the ledger.
   *
   * @param ledger whose key is known from elsewhere; HBS-6304 if the policy lists other logs
   */
  public Ledger over(Ledger ledger) {
    NoteKey key = ledger.verifier().key();
    List<String> listed =
        policy.logs().stream().map(log -> log.key().toString()).toList();
    if (!listed.isEmpty() && !listed.contains(key.toString())) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.CHECKPOINT_UNTRUSTED,
          "the policy does not list the log " + ledger.verifier().origin() + " with its key");
    }
    return trusted(bare(ledger));
  }

  /**
   * The successor of a log that ended, under these rules. It is followed only if everything that this client saw of the former
   * log is in it: the former's kept head leads to the end, and the end to the successor's head. Needed once; from then on {@link
   * #over} goes on from the successor's own kept heads. May be repeated.
   *
   * @param former trust in the log that ended
   * @param end its last head, which names the successor's key; cosigned by the quorum, with a policy
   * @param successor whose key is known from elsewhere: an end alone, by a stolen key perhaps, makes nobody a successor
   * @throws LedgerException HBS-6302, 6303 or 6305 if the end does not extend what was seen; HBS-6323 if the successor is another,
   *     or does not begin with all that the end covers; HBS-6310 if the quorum did not cosign the end
   */
  public Ledger succeeding(LogVerifier former, LogEnd end, Ledger successor) {
    Ledger next = bare(successor);
    if (!end.successor().equals(next.verifier().key().toString())) {
      throw invalid("the end of the log " + former.origin() + " names another successor");
    }
    former.verify(end.head());
    policy.verify(end.head(), former.key());
    continuing(end.head(), next); // before anything of it is asked about the former
    KeptHeads last = new KnownHeads(former, next, this).take(() -> alone(end.head()));
    if (!last.newest().claimed().equals(end.head().claimed())) {
      throw invalid("the log " + former.origin() + " ended in another way before");
    }
    new KnownHeads(next.verifier(), next, this).take(() -> alone(continuing(end.head(), next)));
    return over(next);
  }

  /** The successor's head, if everything under the end is under it. */
  private static SignedCheckpoint continuing(SignedCheckpoint last, Ledger next) {
    Checkpoint end = last.claimed();
    SignedCheckpoint head = next.head();
    long size = next.verifier().verify(head).size();
    boolean continues = end.size() <= size
        && next.consistency(end.size(), size).proves(end.root(), head.claimed().root());
    if (!continues) {
      throw invalid("the log " + next.verifier().origin() + " does not begin with the " + end.size()
          + " entries of the log " + end.origin());
    }
    return head;
  }

  private static KeptHeads alone(SignedCheckpoint head) {
    return new KeptHeads(head, Optional.empty());
  }

  private Ledger trusted(Ledger bare) {
    return new TrustedLedger(bare, new KnownHeads(bare.verifier(), bare, this));
  }

  private static Ledger bare(Ledger ledger) {
    return ledger instanceof TrustedLedger trusted ? trusted.bare() : ledger;
  }

  private static LedgerException invalid(String what) {
    return new LedgerException.Integrity(LedgerErrorCode.SUCCESSION_INVALID, what);
  }
}
