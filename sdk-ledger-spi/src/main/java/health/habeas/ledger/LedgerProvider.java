// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

/**
 * Opens the ledgers of one scheme. Found by {@link java.util.ServiceLoader}: name it in {@code META-INF/services} and, on
 * the module path, in {@code provides}. Stateless and thread-safe, with a public constructor without parameters.
 *
 * <p>Who keeps the entries itself has a {@link LedgerBackend} and returns {@link Ledgers#over}. Who reaches a log that
 * somebody else keeps and signs returns a {@link Ledger} that verifies what it is told.
 */
public interface LedgerProvider {
  /** The scheme, in lower case, for example {@code file}. */
  String scheme();

  /**
   * Opens a ledger, and creates it where it does not exist.
   *
   * @param address whose scheme is this provider's
   * @param options clock, randomness, deadline
   */
  Ledger open(LedgerAddress address, LedgerOptions options);
}
