// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.key.VerifyKey;

/**
 * Somebody who signs with an Ed25519 key that this package never sees: the patient's or a holder's key handle, or a
 * vendor's HSM. Implementations are thread-safe.
 */
public interface GrantSigner {
  /** The public half. */
  VerifyKey key();

  /**
   * The Ed25519 signature (RFC 8032), 64 bytes.
   *
   * @param message a COSE Sig_structure (RFC 9052, section 4.4), which names what it is for (L3)
   */
  byte[] sign(byte[] message);
}
