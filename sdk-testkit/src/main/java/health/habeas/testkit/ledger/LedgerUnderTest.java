// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerCapability;
import health.habeas.ledger.LedgerOptions;
import java.time.Instant;
import java.util.Optional;

/** What the parts of the contract need of {@link LedgerContract}. */
interface LedgerUnderTest {
  /** The time at which each test begins. */
  Instant START = Instant.parse("2026-03-01T12:00:00Z");

  /** The ledger, open unless the test closed it. */
  Ledger ledger();

  /** Clock, randomness and deadline that it was opened with. */
  LedgerOptions options();

  /** Opens one more ledger on the same place; the test closes it. */
  Ledger another(LedgerOptions given);

  /** Opens the ledger, which the test closed, again as {@link #ledger()}. */
  Ledger openAgain();

  /** Closes the ledger and opens it again, if it is durable; otherwise leaves it as it is and says false. */
  boolean reopen();

  /** Sets the clock that the ledger was opened with. */
  void setClock(Instant time);

  /** What may be done to it. */
  LedgerFaults faults();

  /** Skips the test if the ledger does not declare a capability. */
  default void assumeDeclared(LedgerCapability capability) {
    assumeOffered(
        ledger().info().capabilities().contains(capability),
        capability.name() + " is not declared");
  }

  /** Skips the test if there is no way to do what it needs. */
  static void assumeOffered(boolean offered, String what) {
    assumeTrue(offered, "not offered: " + what);
  }

  /** What the test needs; without it, the test is skipped. */
  static <T> T offered(Optional<T> ability, String what) {
    assumeOffered(ability.isPresent(), what);
    return ability.orElseThrow();
  }
}
