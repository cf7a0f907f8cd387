// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.SecretAccess;
import health.habeas.internal.crypto.Signer;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The patient's keys, as a handle: what a vault is opened with.
 *
 * <p>Guarantees: the master record secret, the root signing key and the inbox key are never returned; nothing of them is
 * printed or put into a message; {@link #close()} waits for work under way and wipes what is in memory. A handle has no
 * equals and no hashCode. Thread-safe.
 *
 * <p>Limits: the Java runtime may have copied bytes before they were wiped; keys of {@link #create()} are gone when they
 * are closed. The operations that take a {@code SecretAccess} are the SDK's own: that type is not exported.
 *
 * <p>Errors: {@code KEYS_CLOSED} after {@link #close()}; those of the custody at {@code create} and {@code open}. Source:
 * {@code docs/spec/keys.md}.
 */
public final class PatientKeys implements AutoCloseable {
  private static final String NAMELESS = "";

  private final GuardedHandle handle;

  private PatientKeys(KeyHandle handle) {
    this.handle = new GuardedHandle(handle);
  }

  /** Fresh keys in memory only, for a first try and for tests: whatever they protect is lost when they are closed. */
  public static PatientKeys create() {
    return new PatientKeys(SoftwareKeys.random(NAMELESS, new SecureRandom()));
  }

  /**
   * Fresh keys, stored before this returns.
   *
   * @param custody where they rest
   */
  public static PatientKeys create(KeyCustody custody) {
    return new PatientKeys(custody.create(KeyKind.PATIENT, NAMELESS));
  }

  /**
   * The keys that {@link #create(KeyCustody)} stored.
   *
   * @param custody where they rest
   */
  public static PatientKeys open(KeyCustody custody) {
    return new PatientKeys(custody.open(KeyKind.PATIENT));
  }

  /** The public half of the Ed25519 root signing key, which names a vault of suite S1. */
  public VerifyKey key() {
    return handle.use(KeyHandle::key);
  }

  /**
   * What a vault of this suite knows the patient by; {@code SUITE_UNSUPPORTED} for S2 where the custody has no ML-DSA-65.
   *
   * @param suite the vault's
   */
  public VerifyKey key(Suite suite) {
    return handle.key(suite);
  }

  /** Both public keys of suite S2; empty where the custody has no ML-DSA-65. */
  public Optional<HybridKey> hybridKey() {
    return handle.hybridKey();
  }

  /** The X-Wing public key of the inbox, 1,216 bytes, a fresh copy: what deposits are sealed to. */
  public byte[] sealingKey() {
    return handle.use(KeyHandle::sealingKey);
  }

  /**
   * Signs with the Ed25519 root signing key, until this is closed.
   *
   * @param access the SDK's token
   */
  @SuppressWarnings("exports")
  public Signer signer(SecretAccess access) {
    return handle;
  }

  /**
   * Signs with the root signing keys of a suite, until this is closed; {@code SUITE_UNSUPPORTED} as {@link #key(Suite)}.
   *
   * @param access the SDK's token
   * @param suite with which
   */
  @SuppressWarnings("exports")
  public Signer signer(SecretAccess access, Suite suite) {
    return handle.signer(suite);
  }

  /**
   * A key below the master record secret; the caller closes it.
   *
   * @param access the SDK's token
   * @param domain the purpose
   * @param context fixed-size parts, at most the last one variable
   */
  @SuppressWarnings("exports")
  public Secret derive(SecretAccess access, Domain domain, byte[]... context) {
    byte[] info = Bytes.concat(domain.bytes(), Bytes.concat(context));
    return Secret.owning(handle.use(h -> h.derive(info)));
  }

  /**
   * Opens what was sealed to {@link #sealingKey()}; {@code INBOX_UNOPENED} when it was not, or was altered.
   *
   * @param access the SDK's token
   * @param purpose what it was sealed for
   * @param aad what it is bound to
   * @param sealed encapsulation and ciphertext
   */
  @SuppressWarnings("exports")
  public byte[] openInbox(SecretAccess access, Domain purpose, byte[] aad, byte[] sealed) {
    return handle
        .use(h -> h.unseal(purpose.bytes(), aad, sealed))
        .orElseThrow(() -> new CustodyException(
            ErrorCode.INBOX_UNOPENED, "the item was not sealed to this inbox, or was altered"));
  }

  /** Wipes the keys from memory; what a custody stores stays. Closing twice is fine. */
  @Override
  public void close() {
    handle.close();
  }

  /** The kind and the first eight hex digits of the public key. */
  @Override
  public String toString() {
    return "PatientKeys[" + handle.id() + "…]";
  }
}
