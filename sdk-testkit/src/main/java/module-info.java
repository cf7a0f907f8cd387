// SPDX-License-Identifier: Apache-2.0

/**
 * Contract kits: abstract tests that a vendor extends to prove its own implementation of one of the SPIs.
 *
 * <p>Enter by the package of the SPI, for example {@code health.habeas.testkit.shard}.
 */
module health.habeas.testkit {
  requires transitive health.habeas.core;
  requires transitive org.junit.jupiter.api;
  requires transitive net.jqwik.api;
  requires org.junit.platform.launcher;
  requires org.assertj.core;
  requires org.bouncycastle.provider;
  requires transitive static org.jspecify;

  exports health.habeas.testkit.grant;
  exports health.habeas.testkit.shard;

  uses org.junit.platform.engine.TestEngine;

  // JUnit and jqwik call the package-private tests of a contract by reflection.
  opens health.habeas.testkit.grant to
      org.junit.platform.commons;
  opens health.habeas.testkit.shard to
      org.junit.platform.commons;
}
