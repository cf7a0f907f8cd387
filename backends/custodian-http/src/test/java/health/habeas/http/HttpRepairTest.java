// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.Repairer;
import health.habeas.Vault;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.shard.Custodian;
import health.habeas.shard.RepairCap;
import health.habeas.shard.RepairSession;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a repair cap is good for over HTTP, and what not. */
class HttpRepairTest {
  private static final Duration LIFE = Duration.ofDays(1);

  private final PatientKeys alice = PatientKeys.create();
  private final Ledger ledger = Ledgers.open("memory:");
  private final List<ShardStore> stores = new ArrayList<>();
  private final List<Custodian> custodians = new ArrayList<>();
  private volatile Instant now = Instant.now();
  private List<RepairCap> caps;

  @BeforeEach
  void putTwoObjects() {
    for (int i = 0; i < 3; i++) {
      ShardStore store = ShardStore.inMemory();
      stores.add(store);
      custodians.add(ServedCustodian.over("node-" + i, store, ledger, () -> now));
    }
    try (Vault vault = Vault.builder()
        .keys(alice)
        .ledger(ledger)
        .custodians(custodians, StripeLayout.of(2, 3))
        .clock(() -> now)
        .open()) {
      vault.put(List.of(Samples.record("a")));
      vault.put(List.of(Samples.record("b")));
      caps = vault.repairCaps(LIFE);
    }
    assertThat(caps).hasSize(2);
  }

  @AfterEach
  void close() {
    custodians.forEach(Custodian::close);
    ledger.close();
    alice.close();
  }

  private List<String> pieces(int store) {
    return stores.get(store).list("").stream()
        .filter(name -> name.contains("/shard/") || name.contains("/manifest/"))
        .toList();
  }

  /** The shard of a cap's object that belongs at custodian 0. */
  private static int index(RepairCap cap) {
    return cap.target().keepers().indexOf("node-0");
  }

  private static void refused(ThrowingCallable attempt) {
    assertThat(catchThrowableOfType(InvalidInputException.class, attempt).code())
        .isEqualTo(ErrorCode.REPAIR_REFUSED);
  }

  @Test
  void aRepairerPutsBackWhatWasLost() {
    List<String> before = pieces(0);
    assertThat(before).hasSize(4);
    before.forEach(stores.get(0)::delete);
    assertThat(Repairer.of(caps, custodians).run().restored()).isEqualTo(2);
    assertThat(pieces(0)).containsExactlyInAnyOrderElementsOf(before);
    RepairSession session = custodians.get(0).repair(caps.get(0));
    assertThat(session.manifest()).isPresent();
    assertThat(session.shard(index(caps.get(0)))).isPresent();
    assertThat(session.shard(254)).isEmpty();
  }

  @Test
  void aCapThatIsOverOpensNothingAndEndsWhatItOpened() {
    RepairCap cap = caps.get(0);
    RepairSession session = custodians.get(0).repair(cap);
    byte[] shard = session.shard(index(cap)).orElseThrow();
    pieces(0).stream().filter(name -> name.contains("/shard/")).forEach(stores.get(0)::delete);
    now = cap.expires();
    refused(() -> custodians.get(0).repair(cap));
    refused(() -> session.restoreShard(index(cap), shard));
    refused(session::manifest);
    assertThat(pieces(0)).noneMatch(name -> name.contains("/shard/"));
  }

  @Test
  void whatTheCapIsNotForIsRefused() {
    RepairCap cap = caps.get(0);
    RepairCap other = caps.get(1);
    RepairSession session = custodians.get(0).repair(cap);
    RepairSession another = custodians.get(0).repair(other);
    byte[] foreign = another.shard(index(other)).orElseThrow();
    byte[] manifest = another.manifest().orElseThrow();
    List<String> before = pieces(0);
    refused(() -> session.restoreShard(index(cap), foreign));
    refused(() -> session.restoreManifest(manifest));
    IntStream.of(-1, 255, Integer.MIN_VALUE)
        .forEach(no -> refused(() -> session.restoreShard(no, foreign)));
    assertThat(pieces(0)).isEqualTo(before);
  }

  @Test
  void aVaultOfWhichNothingIsHereHasNoCap() {
    try (Custodian empty =
        ServedCustodian.over("node-9", ShardStore.inMemory(), ledger, () -> now)) {
      assertThat(catchThrowableOfType(InvalidInputException.class, () -> empty.repair(caps.get(0)))
              .code())
          .isEqualTo(ErrorCode.UNKNOWN_VAULT);
    }
  }
}
