// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

/**
 * Makes custodies of one scheme; found by {@link java.util.ServiceLoader} and used by {@link KeyCustody#at}. An
 * implementation has a public constructor without parameters. Thread-safe.
 */
public interface KeyCustodyProvider {
  /** The scheme, lower case, for example {@code file}. */
  String scheme();

  /**
   * The custody at a place; nothing is read or written yet.
   *
   * @param place the location after {@code scheme:}
   * @param passphrase unlocks it
   */
  KeyCustody at(String place, Passphrase passphrase);
}
