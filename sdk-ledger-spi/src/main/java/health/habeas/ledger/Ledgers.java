// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The door to ledgers: {@code Ledgers.open("memory:")} for a first try, {@code Ledgers.open("file:demo/ledger")} for one
 * that survives the process. Other schemes come with their backends' artifacts. Thread-safe.
 */
public final class Ledgers {
  private Ledgers() {}

  /**
   * Opens a ledger, and creates it where it does not exist.
   *
   * @param address scheme, colon, target
   */
  public static Ledger open(String address) {
    return open(address, LedgerOptions.standard());
  }

  /**
   * Opens a ledger with its own clock, randomness or deadline.
   *
   * @param address scheme, colon, target
   * @param options what the ledger takes from outside
   */
  public static Ledger open(String address, LedgerOptions options) {
    LedgerAddress parsed = LedgerAddress.parse(address);
    return provider(parsed.scheme()).open(parsed, options);
  }

  /**
   * The verifiable log over a backend that the caller opened; closing the ledger closes the backend.
   *
   * @param backend in nobody else's use
   * @param options what the ledger takes from outside
   */
  public static Ledger over(LedgerBackend backend, LedgerOptions options) {
    try {
      return new VerifiableLedger(backend, options);
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
  }

  private static LedgerProvider provider(String scheme) {
    // A vendor's backend may be visible to the application only, or, in a container, to this class
    // only.
    return find(scheme, Thread.currentThread().getContextClassLoader())
        .or(() -> find(scheme, Ledgers.class.getClassLoader()))
        .orElseThrow(() -> new LedgerException.Permanent(
            LedgerErrorCode.NO_PROVIDER,
            "no ledger provider for the scheme \"" + scheme + "\" is on the class path"));
  }

  private static Optional<LedgerProvider> find(String scheme, ClassLoader loader) {
    return ServiceLoader.load(LedgerProvider.class, loader).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.scheme().equals(scheme))
        .findFirst();
  }
}
