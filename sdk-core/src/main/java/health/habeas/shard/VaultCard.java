// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.ErrorCode;
import health.habeas.grant.VaultId;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.PatientKeys;
import health.habeas.key.VerifyKey;
import java.util.Arrays;

/**
 * The public keys of a vault, signed by its root key: all that a custodian must know of a patient. Immutable.
 *
 * <p>Guarantee: a parsed card was signed by the root key whose hash is the vault's id.
 */
public final class VaultCard {
  /** Where every custodian keeps the card. */
  public static final ItemName NAME = new ItemName(ItemKind.CARD, "0");

  private static final int MAX_BYTES = 2048;

  private final VerifyKey rootKey;
  private final byte[] sealingKey;
  private final byte[] bytes;

  private VaultCard(VerifyKey rootKey, byte[] sealingKey, byte[] bytes) {
    this.rootKey = rootKey;
    this.sealingKey = sealingKey;
    this.bytes = bytes;
  }

  /**
   * The card of a patient's vault.
   *
   * @param keys the patient's keys
   */
  public static VaultCard of(PatientKeys keys) {
    byte[] payload = new CborWriter()
        .map(2)
        .key(1)
        .bytes(keys.key().bytes())
        .key(2)
        .bytes(keys.sealingKey())
        .toBytes();
    byte[] bytes =
        CoseSign1.sign(keys.signer(SECRET_ACCESS), Domain.VAULT_CARD, payload).toBytes();
    return new VaultCard(keys.key(), keys.sealingKey(), bytes);
  }

  /**
   * Reads and verifies a card.
   *
   * @param bytes what {@link #bytes} gave
   */
  public static VaultCard parse(byte[] bytes) {
    CoseSign1 signed = CoseSign1.parse(bytes, ErrorCode.UNKNOWN_VAULT);
    CborReader in = CborReader.of(signed.payload(), ErrorCode.UNKNOWN_VAULT);
    in.mapOf(2);
    VerifyKey rootKey = new VerifyKey(in.key(1).bytesOf(VerifyKey.SIZE_BYTES));
    byte[] sealingKey = in.key(2).bytes(MAX_BYTES);
    in.end();
    if (!signed.verify(rootKey.bytes(), Domain.VAULT_CARD)) {
      throw in.refusal("a card that its root key did not sign");
    }
    return new VaultCard(rootKey, sealingKey, bytes.clone());
  }

  /** The vault's pseudonym. */
  public VaultId vault() {
    return VaultId.of(rootKey);
  }

  /** The key that signs for the patient. */
  public VerifyKey rootKey() {
    return rootKey;
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
