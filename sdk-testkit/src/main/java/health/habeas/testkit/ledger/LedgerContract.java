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

/**
 * What every ledger backend owes (docs/spec/ledger.md): exactly once, honest doubt, order, proofs, bounded memory.
 *
 * <p>Extend it, implement {@link #open}, run it with JUnit. Tests of what a backend does not declare are skipped. Not
 * thread-safe: one instance a test, as JUnit makes them.
 */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
public abstract class LedgerContract
    implements ExactlyOnceContract,
        OrderContract,
        LimitsContract,
        ReadingContract,
        ProofContract,
        ClosingContract {
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
  public final void reopen() {
    assumeDeclared(LedgerCapability.DURABLE);
    ledger.close();
    ledger = open(options);
  }

  @Override
  public final void setClock(Instant time) {
    now = time;
  }
}
