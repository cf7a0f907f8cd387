// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.GrantSigner;
import health.habeas.grant.VaultId;
import health.habeas.key.HybridKey;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import health.habeas.shard.Custodian;
import health.habeas.shard.OwnerProof;
import health.habeas.shard.OwnerSession;
import health.habeas.shard.VaultCard;
import java.util.Objects;

/**
 * The patient as one of her vaults knows her: her keys, and the suite in which they name it. Immutable.
 *
 * @param keys the patient's
 * @param suite the vault's
 */
record Owner(PatientKeys keys, Suite suite) {
  /** Refuses keys that can't sign in the suite: {@code SUITE_UNSUPPORTED}. */
  Owner {
    Objects.requireNonNull(keys.key(suite));
  }

  /** What the vault knows the patient by. */
  VerifyKey key() {
    return keys.key(suite);
  }

  VaultId vault() {
    return VaultId.of(key());
  }

  VaultCard card() {
    return VaultCard.of(keys, suite);
  }

  GrantSigner signer() {
    return GrantPath.signer(key(), keys.signer(SECRET_ACCESS, suite));
  }

  /** What signed statements of this suite carry of the patient. */
  HybridKey[] records() {
    return GrantPath.records(suite, keys.hybridKey().stream());
  }

  OwnerSession enter(Custodian custodian, String name) {
    return custodian.enter(OwnerProof.of(keys, suite, name, custodian.challenge()));
  }

  /**
   * Refuses to look for a vault where these keys have one of another suite, which a builder that names the wrong suite
   * would miss: the keys of the journal are the same, so its entries would seem rolled back.
   */
  void requireNoOtherSuite(Replicas replicas) {
    for (Suite other : Suite.values()) {
      if (other != suite && (other == Suite.S1 || keys.hybridKey().isPresent())) {
        if (replicas.keep(new Owner(keys, other).vault())) {
          throw new InvalidInputException(
              ErrorCode.VAULT_CONFIGURATION,
              "these custodians keep the vault of these keys in suite " + other + ", not " + suite);
        }
      }
    }
  }
}
