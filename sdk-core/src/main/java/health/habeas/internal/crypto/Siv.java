// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import com.google.crypto.tink.DeterministicAead;
import com.google.crypto.tink.subtle.AesSiv;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Seals many small secrets under one key: AES-SIV (RFC 5297) by Tink, with AES-256 for both halves.
 *
 * <p>Why this one: it has no nonce, so there is none to repeat after a restart or on a cloned device (L57). The same
 * content and context give the same bytes, which makes a re-wrap idempotent (L52); anything else gives unrelated ones. A
 * forger passes with probability 2^-128. Limits: whoever sees two seals of one context learns whether their contents are
 * equal; Tink's copy of the key is not wiped; at most 2^48 seals under one key (RFC 5297, section 7). Thread-safe.
 */
public final class Siv {
  /** The largest content in bytes: key material and a locator, not records. */
  public static final int MAX_CONTENT_BYTES = 4096;

  /** How many bytes a seal has more than its content. */
  public static final int TAG_BYTES = 16;

  private static final int KEY_BYTES = 64;
  private static final byte[] NO_SALT = {};

  private final DeterministicAead siv;

  private Siv(DeterministicAead siv) {
    this.siv = siv;
  }

  /**
   * With a key of its own, derived for this alone.
   *
   * @param key the input key material, still owned by the caller
   * @param domain separates this use from every other
   */
  public static Siv derive(Secret key, Domain domain) {
    byte[] both =
        Hkdf.expandRaw(key.bytes(SecretAccess.SECRET_ACCESS), NO_SALT, domain.bytes(), KEY_BYTES);
    try {
      return new Siv(new AesSiv(both));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-SIV takes every key of 64 bytes", e);
    } finally {
      Arrays.fill(both, (byte) 0);
    }
  }

  /**
   * Seals.
   *
   * @param context what the seal is bound to; not stored
   * @param content 1 to 4,096 bytes
   * @return {@link #TAG_BYTES} more than the content
   */
  public byte[] seal(byte[] context, byte[] content) {
    if (content.length < 1 || content.length > MAX_CONTENT_BYTES) {
      throw new IllegalArgumentException("a seal takes 1 to 4,096 bytes");
    }
    try {
      return siv.encryptDeterministically(content, context);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-SIV seals every size in its limits", e);
    }
  }

  /**
   * Opens; empty when sealed under another key or context, cut or altered. The caller closes the result.
   *
   * @param context the same
   * @param sealed what {@link #seal} gave
   */
  public Optional<Secret> open(byte[] context, byte[] sealed) {
    boolean possible = sealed.length > TAG_BYTES && sealed.length <= MAX_CONTENT_BYTES + TAG_BYTES;
    if (!possible) {
      return Optional.empty();
    }
    try {
      return Optional.of(Secret.owning(siv.decryptDeterministically(sealed, context)));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }
}
