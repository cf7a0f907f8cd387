// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;
import health.habeas.key.VerifyKey;

/**
 * Names a vault, and proves which root key it belongs to: in suite S1 SHA-256("habeas/vault-id/1" ‖ root Ed25519 key), in
 * S2 SHA-256("habeas/hybrid-vault-id/1" ‖ id of the root's {@link health.habeas.key.HybridKey}).
 *
 * <p>It is a pseudonym that stays the same for the vault's life, so whoever sees two grants of one vault can link them.
 * Immutable.
 *
 * @param hex 64 lower-case hex digits
 */
public record VaultId(String hex) {
  /** Checks the form. */
  public VaultId {
    Digest32.checked(hex, "vault id");
  }

  /**
   * The vault of this root key.
   *
   * @param rootKey the patient's root signing key
   */
  public static VaultId of(VerifyKey rootKey) {
    Domain domain = switch (rootKey.suite()) {
      case S1 -> Domain.VAULT_ID;
      case S2 -> Domain.HYBRID_VAULT_ID;
    };
    return ofBytes(Sha256.of(domain, rootKey.bytes()));
  }

  /**
   * The id with these bytes.
   *
   * @param bytes 32 bytes
   */
  public static VaultId ofBytes(byte[] bytes) {
    return new VaultId(Digest32.hex(bytes));
  }

  /** The 32 bytes, a fresh copy. */
  public byte[] bytes() {
    return Digest32.bytes(hex);
  }

  /** The first eight digits. */
  @Override
  public String toString() {
    return "VaultId[" + Digest32.shown(hex) + "]";
  }
}
