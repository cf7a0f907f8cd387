// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * The place where one set of keys rests between two runs: a file, a token, a cloud key service. Vendors implement it;
 * applications pass it to {@link PatientKeys} or {@link HolderKeys}.
 *
 * <p>Guarantees asked of an implementation: {@link #create} never replaces keys that are there; after it returned, the
 * keys survive a power cut; a failure is a {@code CustodyException} whose code says which, and loses nothing.
 * Thread-safe.
 */
public interface KeyCustody {
  /**
   * The custody at a location {@code scheme:rest}, for example {@code file:/home/alice/habeas.key}. Providers are found by
   * {@link ServiceLoader}, on the class path and the module path.
   *
   * @param location scheme, colon, and what that scheme calls a place
   * @param passphrase unlocks it; the caller closes it after the keys were created or opened
   */
  static KeyCustody at(String location, Passphrase passphrase) {
    int colon = location.indexOf(':');
    String scheme = location.substring(0, Math.max(colon, 0));
    return ServiceLoader.load(KeyCustodyProvider.class, KeyCustody.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.scheme().equals(scheme))
        .findFirst()
        .orElseThrow(() -> new InvalidInputException(
            ErrorCode.CUSTODY_UNKNOWN, "no key custody is installed for this location's scheme"))
        .at(location.substring(colon + 1), passphrase);
  }

  /**
   * The built-in custody: one file, sealed under a passphrase.
   *
   * @param file the key file; its directory must exist
   * @param passphrase unlocks it; the caller closes it after the keys were created or opened
   */
  static KeyCustody file(Path file, Passphrase passphrase) {
    return new FileCustody(file, passphrase);
  }

  /** What this custody can promise. */
  CustodyDescription describe();

  /**
   * Makes fresh keys and stores them durably.
   *
   * @param kind whose keys
   * @param name the holder's name as people know it; empty for a patient, whose name is nobody's business here
   */
  KeyHandle create(KeyKind kind, String name);

  /**
   * Opens the keys that {@link #create} stored.
   *
   * @param kind whose keys are expected; others are refused
   */
  KeyHandle open(KeyKind kind);

  /** Removes the stored keys for good; handles that are open go on until they are closed. Nothing to remove is fine. */
  void destroy();
}
