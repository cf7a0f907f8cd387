// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * How the entries of many patients go into a log together, so that its operator does not see whose they are by the order and
 * the moment at which they come: {@code Mixing.every(Duration.ofMillis(500), 16).over(ledger)} is a ledger like any other,
 * whose appends wait for the next turn.
 *
 * <p>Guarantee: what is appended between two turns is recorded in an order drawn at random, filled up with entries of random
 * ids and leaves to a multiple of a fixed number; the log shows neither how many of them are real nor which were appended
 * together. A retry with the same id is safe, as ever. One batch that conflicts refuses no other.
 * Within a batch that is appended, too, the order is not kept.
 *
 * <p>Limits: it hides entries among those of the others who use this same ledger object, of one clinic's system for example,
 * and from the log's operator, not from that system. Which turns had something to record is seen unless {@link #whenIdle()} is
 * set, and even then nothing hides that two entries of one turn were wanted at about the same time: the longer a turn and
 * the more patients, the less that tells. Each append waits for half a turn on average. Source: docs/spec/ledger.md, section 8.
 *
 * @param turn the time between two batches
 * @param entries each batch has a multiple of this many
 * @param whenIdle whether a turn without entries is filled too, so that traffic has one rate
 * @param patience how long an append waits before it answers in doubt
 * @param random draws order, ids and leaves
 */
public record Mixing(
    Duration turn, int entries, boolean whenIdle, Duration patience, SecureRandom random) {
  private static final Duration BACKEND_PATIENCE = Duration.ofSeconds(10);

  /** Checks that there is something to mix. */
  public Mixing {
    if (turn.toMillis() < 1 || entries < 1 || patience.compareTo(turn) < 0) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.POLICY_MALFORMED,
          "mixing takes a turn of a millisecond or more, batches of one entry or more, and patience for a turn");
    }
  }

  /**
   * The usual one: idle turns are left out.
   *
   * @param turn the time between two batches
   * @param entries each batch has a multiple of this many
   */
  public static Mixing every(Duration turn, int entries) {
    return new Mixing(
        turn, entries, false, turn.multipliedBy(2).plus(BACKEND_PATIENCE), new SecureRandom());
  }

  /** The same, with idle turns filled too: 64 bytes an entry, turn after turn, in the log for ever. */
  public Mixing alsoWhenIdle() {
    return new Mixing(turn, entries, true, patience, random);
  }

  /**
   * The ledger behind these turns; closing it records what waits, and closes the ledger.
   *
   * @param ledger that takes batches of so many entries; HBS-6203 if it does not
   */
  public Ledger over(Ledger ledger) {
    MixedLedger mixed = mixed(ledger);
    mixed.start();
    return mixed;
  }

  MixedLedger mixed(Ledger ledger) {
    int most = ledger.info().limits().batchEntries();
    if (entries > most) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.BATCH_TOO_LARGE,
          "batches of " + entries + " are wanted, and the ledger takes " + most
              + " entries at once");
    }
    return new MixedLedger(ledger, this);
  }
}
