// SPDX-License-Identifier: Apache-2.0

/**
 * Contract kits: abstract tests that a vendor extends to prove its own implementation of one of the SPIs.
 *
 * <p>Enter by the package of the SPI, for example {@code health.habeas.testkit.shard}.
 */
module health.habeas.testkit {
  requires transitive health.habeas.core;
  requires transitive org.junit.jupiter.api;
  requires org.assertj.core;
  requires transitive static org.jspecify;

  exports health.habeas.testkit.ledger;
  exports health.habeas.testkit.shard;

  // JUnit calls the package-private tests of a contract by reflection.
  opens health.habeas.testkit.ledger to
      org.junit.platform.commons;
  opens health.habeas.testkit.shard to
      org.junit.platform.commons;
}
