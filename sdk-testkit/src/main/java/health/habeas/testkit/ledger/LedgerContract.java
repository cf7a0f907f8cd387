// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerCapability;
import health.habeas.ledger.LedgerOptions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every ledger backend owes (docs/spec/ledger.md), point by point ({@link LedgerPoint}): exactly once, honest doubt,
 * order, proofs, bounded memory, and what must be left after kills, cuts, damage and old backups.
 *
 * <p>Extend it, implement {@link #open} and say by {@link #faults} what may be done to the ledger; run it with JUnit. What a
 * backend does not declare or offer is reported as not offered in the table that is printed after the tests. Not
 * thread-safe: one instance a test, as JUnit makes them.
 */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
@ExtendWith(PointRecorder.class)
public abstract class LedgerContract
    implements ExactlyOnceContract,
        OrderContract,
        LimitsContract,
        ReadingContract,
        ProofContract,
        ClosingContract,
        SilenceContract,
        KillContract,
        PlaceContract,
        OutageContract,
        LinearityContract {
  private volatile Instant now = START;
  private final LedgerOptions options =
      LedgerOptions.standard().withClock(() -> now).withDeadline(Duration.ofSeconds(30));
  private Ledger ledger;

  /** For subclasses. */
  @SuppressWarnings("NullAway.Init") // the ledger is opened before each test
  protected LedgerContract() {}

  /**
   * Opens the ledger under test: empty at first in each test, and after a close the same one again if it is
   * {@link LedgerCapability#DURABLE}.
   *
   * @param given clock, randomness and deadline to open it with
   */
  protected abstract Ledger open(LedgerOptions given);

  /** What a test may do to this ledger. Default: nothing. */
  @Override
  public LedgerFaults faults() {
    return LedgerFaults.none();
  }

  @BeforeEach
  final void openLedger() {
    ledger = open(options);
  }

  @AfterEach
  final void closeLedger() {
    ledger.close();
  }

  @Override
  public final Ledger ledger() {
    return ledger;
  }

  @Override
  public final LedgerOptions options() {
    return options;
  }

  @Override
  public final Ledger another(LedgerOptions given) {
    return open(given);
  }

  @Override
  public final Ledger openAgain() {
    ledger = open(options);
    return ledger;
  }

  @Override
  public final boolean reopen() {
    if (!ledger.info().capabilities().contains(LedgerCapability.DURABLE)) {
      return false;
    }
    ledger.close();
    openAgain();
    return true;
  }

  @Override
  public final void setClock(Instant time) {
    now = time;
  }
}
