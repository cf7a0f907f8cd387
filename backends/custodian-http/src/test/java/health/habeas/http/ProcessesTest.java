// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.GrantedVault;
import health.habeas.Revocation;
import health.habeas.Vault;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.shard.Custodian;
import health.habeas.shard.StripeLayout;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Six custodians and a ledger, each a process of its own: killed, started again, told to stop. */
class ProcessesTest {
  private static final int CUSTODIANS = 6;

  @TempDir
  Path directory;

  private final PatientKeys alice = PatientKeys.create();
  private final HolderKeys clinic = HolderKeys.create("St. Mary Cardiology");
  private final List<ServerProcess> nodes = new ArrayList<>();
  private final List<Custodian> custodians = new ArrayList<>();
  private ServerProcess log;
  private Ledger ledger;

  @BeforeEach
  void start() throws IOException {
    log = ServerProcess.start(
        "--ledger=file:" + directory.resolve("ledger"),
        "--serve-ledger",
        "--listen=127.0.0.1:0",
        "--insecure-http");
    ledger = Ledgers.open(log.ledger());
    for (int i = 0; i < CUSTODIANS; i++) {
      nodes.add(node(i, 0));
      custodians.add(HttpCustodian.at(name(i), nodes.get(i).address()));
    }
  }

  @AfterEach
  void stop() {
    nodes.forEach(ServerProcess::close);
    log.close();
    ledger.close();
    clinic.close();
    alice.close();
  }

  private ServerProcess node(int i, int port) throws IOException {
    return ServerProcess.start(
        "--name=" + name(i),
        "--store=directory:" + directory.resolve(name(i)),
        "--ledger=" + log.ledger(),
        "--listen=127.0.0.1:" + port,
        "--insecure-http");
  }

  private static String name(int i) {
    return "node-" + (i + 1);
  }

  private Vault open() {
    return Vault.builder()
        .keys(alice)
        .ledger(ledger)
        .custodians(custodians, StripeLayout.of(4, CUSTODIANS))
        .open();
  }

  @Test
  void whatWasAcknowledgedSurvivesKillsAndARestart() throws Exception {
    try (Vault vault = open()) {
      vault.put(List.of(Samples.record("a"), Samples.record("b")));
      GrantChain chain = vault.grant(
          clinic.grantee(), GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(30)));
      nodes.get(0).kill();
      nodes.get(3).kill();
      try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
        // Any four of six bring everything back.
        assertThat(view.records(LABORATORY).records()).hasSize(2);
      }
      for (int i : new int[] {0, 3}) {
        nodes.set(i, node(i, nodes.get(i).port()));
      }
      // The tokens of the killed ones are gone; the vault enters them again by itself.
      vault.put(List.of(Samples.record("c")));
      nodes.get(1).kill();
      nodes.get(2).kill();
      try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
        assertThat(view.records(LABORATORY).records()).hasSize(3);
      }
      for (int i : new int[] {1, 2}) {
        nodes.set(i, node(i, nodes.get(i).port()));
      }
      Revocation revocation = vault.revoke(chain.id());
      assertThat(revocation.fencedCustodians()).isEqualTo(CUSTODIANS);
      try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
        assertThat(view.records(LABORATORY).records()).isEmpty();
      }
    }
    log.kill();
    log = ServerProcess.start(
        "--ledger=file:" + directory.resolve("ledger"),
        "--serve-ledger",
        "--listen=127.0.0.1:" + log.port(),
        "--insecure-http");
    try (Vault vault = open()) {
      assertThat(vault.records().records()).hasSize(3);
      assertThat(vault.disclosures()).hasSize(2);
    }
  }

  @Test
  void oneStoreIsOneServersAlone() throws Exception {
    assertThat(ServerProcess.fail(
            "--name=node-1",
            "--store=directory:" + directory.resolve("node-1"),
            "--ledger=" + log.ledger(),
            "--listen=127.0.0.1:0",
            "--insecure-http"))
        .startsWith("1 ")
        .contains("HBS-4009");
  }

  @Test
  void terminationIsAnOrderlyEnd() throws Exception {
    // 143 is the shell's word for "ended by SIGTERM"; the store's lock is gone, and nothing is
    // lost.
    assertThat(nodes.get(0).stop()).isEqualTo(143);
    nodes.set(0, node(0, 0));
    URI again = nodes.get(0).address();
    assertThat(HttpCustodian.at("node-1", again).followLedger()).isZero();
  }
}
