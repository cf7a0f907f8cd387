// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import java.util.Optional;

/**
 * What a {@link KeyCustody} does with one set of keys, inside itself. Vendors implement it; applications use
 * {@link PatientKeys} and {@link HolderKeys}, which guard it.
 *
 * <p>Guarantee asked of an implementation: the master secret, the signing keys and the unsealing key never leave it; only
 * signatures, derived keys and opened contents do. Thread-safe. It is never used after {@link #close()}.
 *
 * <p>All keys hang on one master secret of 32 bytes as {@code docs/spec/keys.md} says, or are made in the hardware.
 */
public interface KeyHandle extends AutoCloseable {
  /** The name given at creation; empty for a patient. */
  String name();

  /** The public half of the Ed25519 signing key. */
  VerifyKey key();

  /** The X-Wing public key to seal to, 1,216 bytes, a fresh copy. */
  byte[] sealingKey();

  /**
   * An Ed25519 signature of 64 bytes (RFC 8032).
   *
   * @param message bytes that already name their domain (L3)
   */
  byte[] sign(byte[] message);

  /**
   * The ML-DSA-65 public key (FIPS 204), 1,952 bytes, a fresh copy; empty, as here, where the custody can't sign so:
   * suite S2 is then refused with {@code SUITE_UNSUPPORTED}.
   */
  default Optional<byte[]> mlDsaKey() {
    return Optional.empty();
  }

  /**
   * A signature by {@link #mlDsaKey()}, 3,309 bytes: pure ML-DSA-65 with an empty context. Deterministic or hedged, as the
   * custody likes.
   *
   * @param message bytes that already name their domain (L3)
   */
  default byte[] signMlDsa(byte[] message) {
    throw new CustodyException(
        ErrorCode.SUITE_UNSUPPORTED, "this key custody can't sign with ML-DSA-65");
  }

  /**
   * HKDF-SHA-256 of the master secret, without salt, 32 bytes (RFC 5869). The caller wipes the result.
   *
   * @param info domain and context
   */
  byte[] derive(byte[] info);

  /**
   * Opens what was sealed to {@link #sealingKey()} with HPKE base mode, X-Wing, HKDF-SHA256, ChaCha20Poly1305; empty when
   * it was sealed to another key, for another purpose, or altered. The caller wipes the result.
   *
   * @param info the purpose
   * @param aad what the sealed bytes are bound to
   * @param sealed encapsulation and ciphertext
   */
  Optional<byte[]> unseal(byte[] info, byte[] aad, byte[] sealed);

  /** Wipes what is in memory; what the custody stores stays. */
  @Override
  void close();
}
