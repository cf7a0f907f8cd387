// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

/**
 * Signs bytes with one private key that it keeps: in memory, in a token, in another process. Its errors pass through to
 * the caller. Thread-safe.
 */
@FunctionalInterface
public interface MessageSigner {
  /**
   * The signature in the algorithm's own encoding: 64 bytes for Ed25519, 2,420 for ML-DSA-44.
   *
   * @param message exactly what is signed
   */
  byte[] sign(byte[] message);
}
