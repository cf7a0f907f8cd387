// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.grant.RevocationStatement;
import health.habeas.grant.VaultId;
import health.habeas.http.server.CustodianServer;
import health.habeas.key.VerifyKey;
import health.habeas.ledger.Ledger;
import health.habeas.shard.AccessClaim;
import health.habeas.shard.Admission;
import health.habeas.shard.AuditQuestion;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.OwnerProof;
import health.habeas.shard.OwnerSession;
import health.habeas.shard.RepairCap;
import health.habeas.shard.RepairSession;
import health.habeas.shard.ShardStore;
import health.habeas.shard.VaultCard;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A custodian behind a server of its own in this process, reached through its client; closing it stops the server.
 *
 * @param client what tests call
 * @param server in between
 * @param custodian behind
 */
record ServedCustodian(HttpCustodian client, CustodianServer server, Custodian custodian)
    implements Custodian {
  static ServedCustodian over(String name, ShardStore store, Ledger ledger, InstantSource clock) {
    return over(Custodians.over(name, store, ledger, clock));
  }

  static ServedCustodian over(Custodian custodian) {
    // Follows when it is asked, as the kit wants it.
    CustodianServer server = CustodianServer.builder()
        .custodian(custodian)
        .followEvery(Duration.ofHours(1))
        .start();
    return new ServedCustodian(
        HttpCustodian.at(custodian.name(), address(server)), server, custodian);
  }

  static URI address(CustodianServer server) {
    return URI.create("http://127.0.0.1:" + server.address().getPort());
  }

  @Override
  public String name() {
    return client.name();
  }

  @Override
  public Optional<VerifyKey> key() {
    return client.key();
  }

  @Override
  public Optional<VaultCard> card(VaultId vault) {
    return client.card(vault);
  }

  @Override
  public byte[] challenge() {
    return client.challenge();
  }

  @Override
  public OwnerSession enter(OwnerProof proof) {
    return client.enter(proof);
  }

  @Override
  public Admission admit(AccessClaim claim) {
    return client.admit(claim);
  }

  @Override
  public long followLedger() {
    return client.followLedger();
  }

  @Override
  public long revoke(RevocationStatement statement) {
    return client.revoke(statement);
  }

  @Override
  public byte[] audit(AuditQuestion question) {
    return client.audit(question);
  }

  @Override
  public RepairSession repair(RepairCap cap) {
    return client.repair(cap);
  }

  @Override
  public void close() {
    client.close();
    server.close();
    custodian.close();
  }
}
