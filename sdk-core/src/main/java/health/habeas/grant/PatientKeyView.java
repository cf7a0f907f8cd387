// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.key.VerifyKey;

/** Who may sign a root grant of a vault. Never learned from a token. Implementations are thread-safe and don't block. */
@FunctionalInterface
public interface PatientKeyView {
  /**
   * Whether this is a live patient key of that vault.
   *
   * @param vault whose grants
   * @param key who signed
   */
  boolean isLive(VaultId vault, VerifyKey key);

  /** The vault's root key alone, which its id proves: the id is the key's hash. */
  static PatientKeyView rootKeys() {
    return (vault, key) -> VaultId.of(key).equals(vault);
  }
}
