// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.SecretAccess;
import health.habeas.internal.crypto.Signer;
import java.security.SecureRandom;

/**
 * The keys of somebody whom grants name, as a handle: a clinic, an app, a relative. They prove possession, sign what is
 * written or narrowed, and open the keyboxes sealed to them.
 *
 * <p>Guarantees: no key is returned, printed or put into a message; {@link #close()} waits for work under way and wipes
 * what is in memory. A handle has no equals and no hashCode. Thread-safe.
 *
 * <p>Limits: the name is the holder's own word; that it is true is for a directory to say. Keys of
 * {@link #create(String)} are gone when they are closed.
 *
 * <p>Errors: {@code KEYS_CLOSED} after {@link #close()}; {@code GRANTEE_INVALID} for a name that people can't be shown;
 * those of the custody. Source: {@code docs/spec/keys.md}.
 */
public final class HolderKeys implements AutoCloseable {
  private final GuardedHandle handle;
  private final Grantee grantee;

  private HolderKeys(KeyHandle handle) {
    this.handle = new GuardedHandle(handle);
    this.grantee = Grantee.sign(this.handle);
  }

  /**
   * Fresh keys in memory only, for a first try and for tests.
   *
   * @param name the holder's name as people know it, 1 to 120 characters
   */
  public static HolderKeys create(String name) {
    return new HolderKeys(SoftwareKeys.random(Grantee.checkedName(name), new SecureRandom()));
  }

  /**
   * Fresh keys, stored before this returns.
   *
   * @param name the holder's name as people know it, 1 to 120 characters
   * @param custody where they rest
   */
  public static HolderKeys create(String name, KeyCustody custody) {
    return new HolderKeys(custody.create(KeyKind.HOLDER, Grantee.checkedName(name)));
  }

  /**
   * The keys that {@link #create(String, KeyCustody)} stored.
   *
   * @param custody where they rest
   */
  public static HolderKeys open(KeyCustody custody) {
    return new HolderKeys(custody.open(KeyKind.HOLDER));
  }

  /** The card to give to patients, so that they can name this holder in a grant. */
  public Grantee grantee() {
    return grantee;
  }

  /** The public half of the Ed25519 signing key, which also signs what the holder writes. */
  public VerifyKey key() {
    return grantee.key();
  }

  /**
   * What a grant of this suite calls this holder; {@code SUITE_UNSUPPORTED} for S2 where the custody has no ML-DSA-65.
   *
   * @param suite the vault's
   */
  public VerifyKey key(Suite suite) {
    return handle.key(suite);
  }

  /**
   * Signs with the holder's Ed25519 key, until this is closed.
   *
   * @param access the SDK's token
   */
  @SuppressWarnings("exports")
  public Signer signer(SecretAccess access) {
    return handle;
  }

  /**
   * Signs with the holder's keys of a suite, until this is closed; {@code SUITE_UNSUPPORTED} as {@link #key(Suite)}.
   *
   * @param access the SDK's token
   * @param suite with which
   */
  @SuppressWarnings("exports")
  public Signer signer(SecretAccess access, Suite suite) {
    return handle.signer(suite);
  }

  /**
   * Opens what was sealed to this holder, for example a keybox; {@code KEYBOX_UNOPENED} when it was not, or was altered.
   * The caller closes the result.
   *
   * @param access the SDK's token
   * @param purpose what it was sealed for
   * @param aad what it is bound to
   * @param sealed encapsulation and ciphertext
   */
  @SuppressWarnings("exports")
  public Secret openSealed(SecretAccess access, Domain purpose, byte[] aad, byte[] sealed) {
    return handle
        .use(h -> h.unseal(purpose.bytes(), aad, sealed))
        .map(Secret::owning)
        .orElseThrow(() -> new CustodyException(
            ErrorCode.KEYBOX_UNOPENED,
            "the sealed keys were made for another holder, or were altered"));
  }

  /** Wipes the keys from memory; what a custody stores stays. Closing twice is fine. */
  @Override
  public void close() {
    handle.close();
  }

  /** The kind and the first eight hex digits of the public key. */
  @Override
  public String toString() {
    return "HolderKeys[" + handle.id() + "…]";
  }
}
