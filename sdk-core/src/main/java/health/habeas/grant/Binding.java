// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Sha256;
import java.util.Arrays;

/**
 * What ties a grant to its revocation, its keys and the ledger. Immutable; arrays are copied in and out.
 *
 * @param nonce 16 random bytes: a grant given again is another grant (L32)
 * @param status by what it can be revoked
 * @param keyboxDigest SHA-256 of the sealed keybox, 32 bytes
 * @param ledgerSize how many entries the ledger had that the issuer knew when it signed, 0 if it knew none: what {@link
 *     RevocationStatement#issuedBefore} goes by. A smaller one than is true gains nothing (L33)
 */
public record Binding(byte[] nonce, StatusHandle status, byte[] keyboxDigest, long ledgerSize) {
  /** The largest ledger size that a grant can name, 2^53 − 1: every language has it as a number. */
  public static final long MAX_LEDGER_SIZE = (1L << 53) - 1;

  /** The size of the nonce in bytes. */
  public static final int NONCE_BYTES = 16;

  /** Checks the sizes and copies the arrays. */
  public Binding {
    if (nonce.length != NONCE_BYTES || keyboxDigest.length != Sha256.SIZE_BYTES) {
      throw new InvalidInputException(
          ErrorCode.GRANT_MALFORMED, "a grant's nonce has 16 bytes and its keybox digest 32");
    }
    if (ledgerSize < 0 || ledgerSize > MAX_LEDGER_SIZE) {
      throw new InvalidInputException(
          ErrorCode.GRANT_MALFORMED, "a ledger has 0 to 2^53 − 1 entries");
    }
    nonce = nonce.clone();
    keyboxDigest = keyboxDigest.clone();
  }

  /**
   * Binds a sealed keybox, of an issuer that knows no ledger.
   *
   * @param nonce 16 random bytes
   * @param status by what the grant can be revoked
   * @param sealedKeybox the keys, sealed to the holder
   */
  public static Binding of(byte[] nonce, StatusHandle status, byte[] sealedKeybox) {
    return new Binding(nonce, status, Sha256.of(sealedKeybox), 0);
  }

  /**
   * The same, by an issuer that knows a ledger.
   *
   * @param size how many entries it has
   */
  public Binding at(long size) {
    return new Binding(nonce, status, keyboxDigest, size);
  }

  @Override
  public byte[] nonce() {
    return nonce.clone();
  }

  @Override
  public byte[] keyboxDigest() {
    return keyboxDigest.clone();
  }

  /** Whether this is the keybox that the grant was signed with. */
  boolean binds(byte[] sealedKeybox) {
    return Arrays.equals(keyboxDigest, Sha256.of(sealedKeybox));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Binding that
        && Arrays.equals(nonce, that.nonce)
        && status.equals(that.status)
        && Arrays.equals(keyboxDigest, that.keyboxDigest)
        && ledgerSize == that.ledgerSize;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(nonce) + status.hashCode();
  }

  /** The status handle alone. */
  @Override
  public String toString() {
    return "Binding[" + status + "]";
  }
}
