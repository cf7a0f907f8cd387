// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.grant.RevocationStatement;
import health.habeas.grant.VaultId;
import health.habeas.key.VerifyKey;
import java.util.Optional;

/** A custodian of which the vendor says what it fails together with. Thread-safe. */
record CustodianInDomain(Custodian custodian, String domain) implements Custodian {
  @Override
  public String name() {
    return custodian.name();
  }

  @Override
  public Optional<VaultCard> card(VaultId vault) {
    return custodian.card(vault);
  }

  @Override
  public byte[] challenge() {
    return custodian.challenge();
  }

  @Override
  public OwnerSession enter(OwnerProof proof) {
    return custodian.enter(proof);
  }

  @Override
  public Optional<VerifyKey> key() {
    return custodian.key();
  }

  @Override
  public Admission admit(AccessClaim claim) {
    return custodian.admit(claim);
  }

  @Override
  public long followLedger() {
    return custodian.followLedger();
  }

  @Override
  public long revoke(RevocationStatement statement) {
    return custodian.revoke(statement);
  }

  @Override
  public byte[] audit(AuditQuestion question) {
    return custodian.audit(question);
  }

  @Override
  public RepairSession repair(RepairCap cap) {
    return custodian.repair(cap);
  }

  @Override
  public void close() {
    custodian.close();
  }
}
