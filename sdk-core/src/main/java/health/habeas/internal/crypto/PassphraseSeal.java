// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * Seals a small secret under a passphrase: Argon2id, then AES-256-GCM by Tink.
 *
 * <p>Guarantee: the {@link #check()} value commits to the key, so that a wrong passphrase is told from altered bytes, and
 * one ciphertext can't be made to open under two passphrases. The salt is fresh for every seal, hence so are the key and
 * its one nonce (L57). Limit: Tink's copy of the key is not wiped. Thread-safe; wiped when closed.
 */
public final class PassphraseSeal implements AutoCloseable {
  private static final byte[] SEAL = "seal".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CHECK = "check".getBytes(StandardCharsets.US_ASCII);

  private final Secret key;
  private final Secret check;

  private PassphraseSeal(Secret key, Secret check) {
    this.key = key;
    this.check = check;
  }

  /**
   * Stretches the passphrase; this is the slow part.
   *
   * @param passphrase in UTF-8
   * @param salt 16 random bytes, stored beside what is sealed
   * @param cost stored beside what is sealed
   */
  public static PassphraseSeal of(Secret passphrase, byte[] salt, Argon2id.Cost cost) {
    try (Secret stretched = Argon2id.derive(passphrase, salt, cost)) {
      return new PassphraseSeal(
          Hkdf.derive(stretched, Domain.KEY_FILE, SEAL),
          Hkdf.derive(stretched, Domain.KEY_FILE, CHECK));
    }
  }

  /** 32 bytes that tell whether the passphrase is right; a fresh copy, not secret. */
  public byte[] check() {
    return check.bytes(SECRET_ACCESS).clone();
  }

  /**
   * Seals; call it once for each salt.
   *
   * @param content the secret
   * @param aad what it is bound to
   */
  public byte[] seal(Secret content, byte[] aad) {
    try {
      return new AesGcmJce(key.bytes(SECRET_ACCESS)).encrypt(content.bytes(SECRET_ACCESS), aad);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /**
   * Opens; empty when cut or altered.
   *
   * @param sealed what {@link #seal} gave
   * @param aad what it was bound to
   */
  public Optional<Secret> open(byte[] sealed, byte[] aad) {
    try {
      return Optional.of(
          Secret.owning(new AesGcmJce(key.bytes(SECRET_ACCESS)).decrypt(sealed, aad)));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    key.close();
    check.close();
  }
}
