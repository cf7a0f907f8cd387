// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

/**
 * Opens the ledgers of one scheme. Found by {@link java.util.ServiceLoader}: name it in {@code META-INF/services} and, on
 * the module path, in {@code provides}. Stateless and thread-safe, with a public constructor without parameters.
 */
public interface LedgerProvider {
  /** The scheme, in lower case, for example {@code file}. */
  String scheme();

  /**
   * Opens a backend, and creates it where it does not exist.
   *
   * @param address whose scheme is this provider's
   * @param options clock, randomness, deadline
   */
  LedgerBackend open(LedgerAddress address, LedgerOptions options);
}
