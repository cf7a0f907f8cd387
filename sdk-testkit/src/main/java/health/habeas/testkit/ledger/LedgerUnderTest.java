// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerCapability;
import java.time.Instant;

/** What the parts of the contract need of {@link LedgerContract}. */
interface LedgerUnderTest {
  /** The time at which each test begins. */
  Instant START = Instant.parse("2026-03-01T12:00:00Z");

  /** The ledger, open. */
  Ledger ledger();

  /** Closes the ledger and opens it again; skips the rest of the test if it is not durable. */
  void reopen();

  /** Sets the clock that the ledger was opened with. */
  void setClock(Instant time);

  /** Skips the test if the ledger does not declare a capability. */
  default void assumeDeclared(LedgerCapability capability) {
    assumeTrue(
        ledger().info().capabilities().contains(capability),
        "skipped: the ledger does not declare " + capability);
  }
}
