// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

/** Somebody who signs with an Ed25519 key that nobody here sees. Implementations are thread-safe. */
public interface Signer {
  /** The public key that verifies, 32 bytes. */
  byte[] publicKey();

  /**
   * The signature over a message that names its domain, 64 bytes.
   *
   * @param message what to sign
   */
  byte[] sign(byte[] message);
}
