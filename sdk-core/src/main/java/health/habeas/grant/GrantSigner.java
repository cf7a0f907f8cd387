// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.key.VerifyKey;

/**
 * Somebody who signs with keys that this package never sees: the patient's or a holder's key handle, or a vendor's HSM.
 * Implementations are thread-safe.
 */
public interface GrantSigner {
  /** The public half, as grants name it. Its suite says how {@link #sign} signs. */
  VerifyKey key();

  /**
   * The signature: in suite S1 by Ed25519 (RFC 8032), 64 bytes; in S2 that, followed by the one by ML-DSA-65 (FIPS 204, pure,
   * with an empty context) over the same message, 3,373 bytes in all.
   *
   * @param message a COSE Sig_structure (RFC 9052, section 4.4), which names what it is for (L3)
   */
  byte[] sign(byte[] message);
}
