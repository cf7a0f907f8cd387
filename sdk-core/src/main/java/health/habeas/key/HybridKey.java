// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Ed25519;
import health.habeas.internal.crypto.MlDsa65;
import health.habeas.internal.crypto.Sha256;
import java.util.Arrays;

/**
 * The two public keys of somebody in suite S2, both of which must have signed. Grants name it by its {@link #id}; a chain
 * carries it, and it counts only because its hash is what the grant names (L6). Immutable; arrays are copied in and out.
 *
 * @param ed25519 32 bytes (RFC 8032)
 * @param mlDsa65 1,952 bytes (FIPS 204)
 */
public record HybridKey(byte[] ed25519, byte[] mlDsa65) {
  /** The size of {@link #bytes}. */
  public static final int SIZE_BYTES = Ed25519.KEY_BYTES + MlDsa65.PUBLIC_KEY_BYTES;

  /** Checks the sizes and copies the arrays. */
  public HybridKey {
    if (ed25519.length != Ed25519.KEY_BYTES || mlDsa65.length != MlDsa65.PUBLIC_KEY_BYTES) {
      throw new InvalidInputException(
          ErrorCode.GRANT_MALFORMED, "a hybrid key has 32 bytes of Ed25519 and 1952 of ML-DSA-65");
    }
    ed25519 = ed25519.clone();
    mlDsa65 = mlDsa65.clone();
  }

  /**
   * Takes the two keys apart.
   *
   * @param bytes what {@link #bytes} gave
   */
  public static HybridKey ofBytes(byte[] bytes) {
    int middle = Math.min(Ed25519.KEY_BYTES, bytes.length);
    return new HybridKey(
        Arrays.copyOf(bytes, middle), Arrays.copyOfRange(bytes, middle, bytes.length));
  }

  /** What grants name: SHA-256("habeas/hybrid-key/1" ‖ Ed25519 key ‖ ML-DSA-65 key). */
  public VerifyKey id() {
    return new VerifyKey(Suite.S2, Sha256.of(Domain.HYBRID_KEY, ed25519, mlDsa65));
  }

  /** The Ed25519 key, then the ML-DSA-65 key, 1,984 bytes, a fresh copy. */
  public byte[] bytes() {
    return Bytes.concat(ed25519, mlDsa65);
  }

  @Override
  public byte[] ed25519() {
    return ed25519.clone();
  }

  @Override
  public byte[] mlDsa65() {
    return mlDsa65.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HybridKey that
        && Arrays.equals(ed25519, that.ed25519)
        && Arrays.equals(mlDsa65, that.mlDsa65);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(ed25519) + Arrays.hashCode(mlDsa65);
  }

  /** The first eight hex digits of its id. */
  @Override
  public String toString() {
    return "HybridKey[" + id() + "]";
  }
}
