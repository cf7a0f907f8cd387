// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.grant.RevocationStatement;
import health.habeas.grant.VaultId;
import health.habeas.key.VerifyKey;
import java.util.Optional;

/** A custodian that does what another one does, for tests to differ from. */
public class Relayed implements Custodian {
  private final Custodian custodian;

  /**
   * @param custodian that does it
   */
  public Relayed(Custodian custodian) {
    this.custodian = custodian;
  }

  @Override
  public String name() {
    return custodian.name();
  }

  @Override
  public Optional<VerifyKey> key() {
    return custodian.key();
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
  public void close() {
    custodian.close();
  }
}
