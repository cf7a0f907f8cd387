// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.GrantedVault;
import health.habeas.ReadResult;
import health.habeas.Revocation;
import health.habeas.Vault;
import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.proof.Cosigner;
import health.habeas.ledger.proof.ForkProof;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.shard.Custodian;
import health.habeas.shard.StripeLayout;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Up to six custodians and a ledger, each a process of its own: killed, started again, told to stop. */
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
    log = ledgerServer("ledger", 0);
    ledger = Ledgers.open(log.ledger());
    startCustodians(1);
  }

  /** Starts those of so many that do not run yet. */
  private void startCustodians(int count) throws IOException {
    for (int i = nodes.size(); i < count; i++) {
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

  private void awaitShards(int count) throws IOException, InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    for (int i = 0; i < CUSTODIANS; i++) {
      while (shards(i) < count) {
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.sleep(20);
      }
    }
  }

  /** On a busy machine one of the four that are left may be so slow that a reader takes it for silent: it asks again. */
  private void awaitRecords(GrantChain chain, int count) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
      ReadResult read = view.records(LABORATORY);
      while (read.records().size() < count && System.nanoTime() < end) {
        read = view.records(LABORATORY);
      }
      assertThat(read.records()).as("%s", read).hasSize(count);
    }
  }

  private long shards(int i) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve(name(i)))) {
      return files
          .filter(file -> String.valueOf(file.getParent()).endsWith("shard"))
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .count();
    }
  }

  @Test
  void whatWasAcknowledgedSurvivesKillsAndARestart() throws Exception {
    startCustodians(CUSTODIANS);
    try (Vault vault = open()) {
      vault.put(List.of(Samples.record("a"), Samples.record("b")));
      GrantChain chain = vault.grant(
          clinic.grantee(), GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(30)));
      // A put returns at a quorum; what two losses may not hurt is there when the others have it
      // too.
      awaitShards(1);
      nodes.get(0).kill();
      nodes.get(3).kill();
      // Any four of six bring everything back.
      awaitRecords(chain, 2);
      for (int i : new int[] {0, 3}) {
        nodes.set(i, node(i, nodes.get(i).port()));
      }
      // The tokens of the killed ones are gone; the vault enters them again by itself.
      vault.put(List.of(Samples.record("c")));
      awaitShards(2);
      nodes.get(1).kill();
      nodes.get(2).kill();
      awaitRecords(chain, 3);
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
    log = ledgerServer("ledger", log.port());
    try (Vault vault = open()) {
      assertThat(vault.records().records()).hasSize(3);
      assertThat(vault.disclosures()).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void aLogThatWasTurnedBackWhileACustodianWasDownIsRefused() throws Exception {
    nodes.set(0, keepingHeads());
    ledger.append(entry(1)).orThrow();
    log.stop();
    copy(directory.resolve("ledger"), directory.resolve("backup"));
    log = ledgerServer("ledger", log.port());
    ledger.append(entry(2)).orThrow();
    assertThat(followed()).isEqualTo(2);
    nodes.get(0).kill();
    log.kill();
    log = ledgerServer("backup", log.port());
    nodes.set(0, keepingHeads());
    assertThatExceptionOfType(HabeasException.class)
        .isThrownBy(this::followed)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_FAILED));
    // Once it has as many entries again, it contradicts itself, and the proof is at the custodian.
    Ledgers.open(log.ledger()).append(entry(3)).orThrow();
    assertThatExceptionOfType(HabeasException.class).isThrownBy(this::followed);
    try (Stream<Path> kept = Files.list(directory.resolve("heads"))) {
      Path proof =
          kept.filter(file -> file.toString().endsWith(".fork")).findFirst().orElseThrow();
      assertThat(ForkProof.parse(Files.readAllBytes(proof)).key())
          .isEqualTo(ledger.verifier().key());
    }
  }

  @Test
  void aCustodianWithAPolicyBelievesNoHeadThatNoWitnessCosigned() throws Exception {
    Path policy = directory.resolve("witnesses.policy");
    String witness = Cosigner.of(SignerKey.generate("witness.example", new SecureRandom()))
        .key()
        .toString();
    Files.writeString(policy, "witness w " + witness + "\nquorum w\n");
    nodes.set(0, keepingHeads("--witness-policy=" + policy, "--oldest-head=60"));
    ledger.append(entry(1)).orThrow();
    assertThatExceptionOfType(HabeasException.class)
        .isThrownBy(this::followed)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_FAILED));
    Files.writeString(policy, "quorum nobody\n");
    nodes.get(0).stop();
    assertThat(ServerProcess.fail(keeping("--witness-policy=" + policy)))
        .startsWith("1 ")
        .contains("HBS-6007");
  }

  private long followed() {
    return HttpCustodian.at(name(0), nodes.get(0).address()).followLedger();
  }

  private ServerProcess keepingHeads(String... more) throws IOException, InterruptedException {
    nodes.get(0).stop();
    return ServerProcess.start(keeping(more));
  }

  private String[] keeping(String... more) {
    return Stream.concat(
            Stream.of(
                "--name=" + name(0),
                "--store=directory:" + directory.resolve(name(0)),
                "--ledger=" + log.ledger(),
                "--known-heads=" + directory.resolve("heads"),
                "--listen=127.0.0.1:0",
                "--insecure-http"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private ServerProcess ledgerServer(String name, int port) throws IOException {
    return ServerProcess.start(
        "--ledger=file:" + directory.resolve(name),
        "--serve-ledger",
        "--listen=127.0.0.1:" + port,
        "--insecure-http");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static Entry entry(int number) {
    byte[] id = new byte[EntryId.SIZE_BYTES];
    id[0] = (byte) number;
    return new Entry(EntryId.of(id), new byte[32]);
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
