// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.ErrorCode;
import health.habeas.grant.VaultId;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.SignatureScheme;
import health.habeas.internal.crypto.Signer;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.HybridKey;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import java.util.Arrays;

/**
 * The public keys of a vault, signed by its root key: all that a custodian must know of a patient. Immutable.
 *
 * <p>Guarantee: a parsed card was signed by the root key whose hash is the vault's id; in suite S2, by both keys that the
 * hash is of.
 */
public final class VaultCard {
  /** Where every custodian keeps the card. */
  public static final ItemName NAME = new ItemName(ItemKind.CARD, "0");

  private static final int MAX_BYTES = 2048;

  private final VerifyKey rootKey;
  private final byte[] signedBy;
  private final byte[] sealingKey;
  private final byte[] bytes;

  private VaultCard(byte[] signedBy, byte[] sealingKey, byte[] bytes) {
    this.rootKey = named(signedBy);
    this.signedBy = signedBy;
    this.sealingKey = sealingKey;
    this.bytes = bytes;
  }

  /**
   * The card of a patient's vault of suite S1.
   *
   * @param keys the patient's keys
   */
  public static VaultCard of(PatientKeys keys) {
    return of(keys, Suite.S1);
  }

  /**
   * The card of a patient's vault. One vault's card has the same bytes whenever it is made by keys in this process.
   *
   * @param keys the patient's keys; {@code SUITE_UNSUPPORTED} when they can't sign in this suite
   * @param suite the vault's
   */
  public static VaultCard of(PatientKeys keys, Suite suite) {
    Signer signer = keys.signer(SECRET_ACCESS, suite);
    byte[] payload = new CborWriter()
        .map(2)
        .key(1)
        .bytes(signer.publicKey())
        .key(2)
        .bytes(keys.sealingKey())
        .toBytes();
    byte[] bytes = CoseSign1.sign(signer, Domain.VAULT_CARD, payload).toBytes();
    return new VaultCard(signer.publicKey(), keys.sealingKey(), bytes);
  }

  /**
   * Reads and verifies a card.
   *
   * @param bytes what {@link #bytes} gave
   */
  public static VaultCard parse(byte[] bytes) {
    SignatureScheme scheme = SignatureScheme.of(bytes);
    CoseSign1 signed = CoseSign1.parse(bytes, scheme, ErrorCode.UNKNOWN_VAULT);
    CborReader in = CborReader.of(signed.payload(), ErrorCode.UNKNOWN_VAULT);
    in.mapOf(2);
    byte[] signedBy = in.key(1).bytesOf(scheme.keyBytes());
    byte[] sealingKey = in.key(2).bytes(MAX_BYTES);
    in.end();
    if (!signed.verify(signedBy, Domain.VAULT_CARD)) {
      throw in.refusal("a card that its root key did not sign");
    }
    return new VaultCard(signedBy, sealingKey, bytes.clone());
  }

  /** What grants call a key of either size. */
  private static VerifyKey named(byte[] key) {
    return key.length == HybridKey.SIZE_BYTES ? HybridKey.ofBytes(key).id() : new VerifyKey(key);
  }

  /** The vault's pseudonym. */
  public VaultId vault() {
    return VaultId.of(rootKey);
  }

  /** Who signs grants for the patient. */
  public VerifyKey rootKey() {
    return rootKey;
  }

  /** Who signs the vault's items: the root's Ed25519 key, in both suites, 32 bytes. */
  public byte[] itemKey() {
    return Arrays.copyOf(signedBy, VerifyKey.SIZE_BYTES);
  }

  /** Whether this is signed by the root key, as the vault's suite wants it, for this purpose. */
  boolean hasSigned(CoseSign1 signed, Domain purpose) {
    return signed.verify(signedBy, purpose);
  }

  /** The X-Wing public key to which receipts and deposits are sealed. */
  public byte[] sealingKey() {
    return sealingKey.clone();
  }

  /** The signed form. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VaultCard that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "VaultCard[" + vault() + "]";
  }
}
