// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.grant.RevocationStatement;
import health.habeas.grant.VaultId;
import health.habeas.key.VerifyKey;
import java.util.Optional;

/**
 * Keeps pieces of many vaults and decides by itself before it serves any: it trusts neither the patient's software nor the
 * holder's, nor the other custodians.
 *
 * <p>Guarantee: a holder gets a piece only with a valid chain of grants, proof of possession, and a receipt of this access
 * that the custodian has itself verified to be in the ledger (L54). What it keeps is ciphertext. Thread-safe; every method
 * may block and throws {@link health.habeas.error.StorageException} when the custodian can't answer.
 */
public interface Custodian extends AutoCloseable {
  /** The name that proofs are bound to; unique within a vault's custodians and stable for good. */
  String name();

  /**
   * What it fails together with: a region, an operator, a building. Shards are placed so that one domain can be lost. The
   * default is its own name, which says that it fails alone; {@link Custodians#inDomain} says otherwise. Stable, as the name.
   */
  default String domain() {
    return name();
  }

  /**
   * The key with which it signs what it says to auditors, for good; empty if it has none that outlives it. A vault binds it to
   * the name in its journal, and believes no other.
   */
  default Optional<VerifyKey> key() {
    return Optional.empty();
  }

  /**
   * The public keys of a vault, for whoever wants to leave something in its inbox; empty if nothing of it is kept here.
   *
   * @param vault which vault; callers check that the card is its own
   */
  Optional<VaultCard> card(VaultId vault);

  /** A fresh nonce to sign; good once and for a minute. */
  byte[] challenge();

  /**
   * Lets the patient in.
   *
   * @param proof that the caller holds the vault's root key
   * @throws InvalidInputException if the proof does not answer a challenge of this custodian
   */
  OwnerSession enter(OwnerProof proof);

  /**
   * Decides about a holder.
   *
   * @param claim grants, possession and receipt
   */
  Admission admit(AccessClaim claim);

  /**
   * Follows the ledger to its present end, and so learns what was revoked.
   *
   * @return how many entries it has followed
   */
  long followLedger();

  /**
   * Takes a revocation by key from whoever brings it, since it proves itself; durable when it returns, and every later
   * decision and release goes by it. Repeatable, and for good (L32).
   *
   * @param statement what has ended
   * @return the position of its ledger entry, as the custodian itself found it
   * @throws InvalidInputException if its signer may not revoke or the ledger does not have it (HBS-1028), or nothing of the
   *     vault is kept here (HBS-1020); then nothing of it is kept
   */
  long revoke(RevocationStatement statement);

  /**
   * Answers an auditor whom the patient gave a pass, under the custodian's own key: that it has the shard, proven by a chunk
   * that the auditor chose, or that it has not. It checks what it has before it signs, so that nobody can make it sign what
   * is false. A custodian may be audited without a receipt since nothing can be read with what it gives out.
   *
   * <p>Reads one whole shard. The default is that of a custodian which can't be audited.
   *
   * @param question what to prove
   * @return the signed statement, at most 32 KiB; auditors read it with {@link AuditPlan}
   * @throws InvalidInputException if the pass does not hold or the question is about nothing of the patient's (HBS-5014), or
   *     nothing of the vault is kept here (HBS-1020)
   */
  default byte[] audit(AuditQuestion question) {
    throw new StorageException(
        ErrorCode.CUSTODIAN_REFUSED, "custodian " + name() + " can't be audited");
  }

  /**
   * Lets a repairer at one object, with the patient's leave. The default takes no repairs.
   *
   * @param cap what the patient signed
   * @throws InvalidInputException with HBS-4012 if it is over or not the vault owner's, with HBS-1020 if nothing of the vault
   *     is kept here
   */
  default RepairSession repair(RepairCap cap) {
    throw RepairCap.refused("custodian " + name() + " takes no repairs");
  }

  /** Ends the sessions and releases the store. */
  @Override
  void close();
}
