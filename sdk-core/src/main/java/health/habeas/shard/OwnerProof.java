// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.ErrorCode;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.SignatureScheme;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import java.util.Arrays;

/**
 * Proof to one custodian that its caller holds a vault's root key: a signature over the custodian's name and its fresh
 * nonce. Immutable.
 *
 * @param card the vault's public keys
 * @param nonce what {@link Custodian#challenge} gave
 * @param signature COSE_Sign1 over custodian, nonce and vault
 */
public record OwnerProof(VaultCard card, byte[] nonce, byte[] signature) {
  /** Copies the arrays. */
  public OwnerProof {
    nonce = nonce.clone();
    signature = signature.clone();
  }

  /**
   * Answers a custodian's challenge for a vault of suite S1.
   *
   * @param keys the patient's keys
   * @param custodian the custodian's name
   * @param nonce what it asked to sign
   */
  public static OwnerProof of(PatientKeys keys, String custodian, byte[] nonce) {
    return of(keys, Suite.S1, custodian, nonce);
  }

  /**
   * Answers a custodian's challenge.
   *
   * @param keys the patient's keys; {@code SUITE_UNSUPPORTED} when they can't sign in this suite
   * @param suite the vault's
   * @param custodian the custodian's name
   * @param nonce what it asked to sign
   */
  public static OwnerProof of(PatientKeys keys, Suite suite, String custodian, byte[] nonce) {
    VaultCard card = VaultCard.of(keys, suite);
    byte[] payload = payload(card, custodian, nonce);
    byte[] signature =
        CoseSign1.sign(keys.signer(SECRET_ACCESS, suite), Domain.OWNER, payload).toBytes();
    return new OwnerProof(card, nonce, signature);
  }

  /** Whether it answers this challenge of this custodian. */
  boolean isFor(String custodian) {
    // Whatever the header claims, the card's key must have signed: one of the other suite did not.
    CoseSign1 signed =
        CoseSign1.parse(signature, SignatureScheme.of(signature), ErrorCode.POSSESSION);
    return Arrays.equals(signed.payload(), payload(card, custodian, nonce))
        && card.hasSigned(signed, Domain.OWNER);
  }

  private static byte[] payload(VaultCard card, String custodian, byte[] nonce) {
    return new CborWriter()
        .array(3)
        .text(custodian)
        .bytes(nonce)
        .bytes(card.vault().bytes())
        .toBytes();
  }

  @Override
  public byte[] nonce() {
    return nonce.clone();
  }

  @Override
  public byte[] signature() {
    return signature.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OwnerProof that
        && Arrays.equals(signature, that.signature)
        && card.equals(that.card);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(signature);
  }

  @Override
  public String toString() {
    return "OwnerProof[" + card + "]";
  }
}
