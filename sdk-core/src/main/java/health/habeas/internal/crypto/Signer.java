// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

/** Somebody who signs with a key that nobody here sees. Implementations are thread-safe. */
public interface Signer {
  /** How it signs. */
  default SignatureScheme scheme() {
    return SignatureScheme.ED25519;
  }

  /** The public key that verifies, of the scheme's size. */
  byte[] publicKey();

  /**
   * The signature over a message that names its domain, of the scheme's size.
   *
   * @param message what to sign
   */
  byte[] sign(byte[] message);
}
