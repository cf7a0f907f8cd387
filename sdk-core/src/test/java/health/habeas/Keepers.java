// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.LABORATORY;

import health.habeas.crash.WatchedStore;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A patient, a clinic, and custodians whose stores a test may empty, alter and cut off. */
final class Keepers implements AutoCloseable {
  final PatientKeys alice = PatientKeys.create();
  final HolderKeys clinic = HolderKeys.create("Clinic");
  final Ledger ledger = Ledgers.open("memory:");
  final StripeLayout layout;
  final Suite suite;
  final List<ShardStore> stores = new ArrayList<>();
  final List<Custodian> custodians = new ArrayList<>();
  Watch watch = Watch.NONE;
  Instant now = Instant.now();
  int auditTickets;
  Vault vault;

  Keepers(StripeLayout layout, Suite suite) {
    this.layout = layout;
    this.suite = suite;
    IntStream.range(0, layout.total()).forEach(i -> custodians.add(another()));
    vault = open();
  }

  Keepers(StripeLayout layout) {
    this(layout, Suite.S1);
  }

  /** A custodian with the next number in its name and an empty store. */
  Custodian another() {
    ShardStore store = ShardStore.inMemory();
    Custodian custodian = over("node-" + stores.size(), store);
    stores.add(store);
    return custodian;
  }

  Custodian over(String name, ShardStore store) {
    Watch current = new Watch() {
      @Override
      public void reads(String path) {
        watch.reads(path);
      }

      @Override
      public void writes(String path) {
        watch.writes(path);
      }

      @Override
      public void deletes(String path) {
        watch.deletes(path);
      }
    };
    InstantSource clock = () -> now;
    return Custodians.over(name, new WatchedStore(store, current), ledger, clock);
  }

  Vault open() {
    return Vault.builder()
        .keys(alice)
        .suite(suite)
        .ledger(ledger)
        .custodians(custodians, layout)
        .clock(() -> now)
        .auditTickets(auditTickets)
        .open();
  }

  void reopen() {
    vault.close();
    vault = open();
  }

  GrantChain grant() {
    return vault.grant(
        clinic.grantee(), GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(30)));
  }

  ReadResult readAsClinic(GrantChain chain, List<Custodian> known) {
    try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, known)) {
      return view.records();
    }
  }

  /** What a store has, name by name. */
  Map<String, ByteBuffer> contents(int store) {
    return stores.get(store).list("").stream()
        .collect(Collectors.toMap(
            name -> name,
            name -> ByteBuffer.wrap(stores.get(store).get(name).orElseThrow()),
            (one, other) -> one,
            TreeMap::new));
  }

  /** The vault's items at a custodian, without what it keeps for itself. */
  List<String> items(int store) {
    return stores.get(store).list("").stream().filter(Keepers::isItem).toList();
  }

  private static boolean isItem(String name) {
    return !name.contains("/directives/")
        && !name.contains("/revocation/")
        && !name.contains("/deletion/");
  }

  void empty(int store) {
    stores.get(store).list("").forEach(stores.get(store)::delete);
  }

  /** The names of one kind at a custodian. */
  List<String> names(int store, String folder) {
    return stores.get(store).list("").stream()
        .filter(name -> name.contains("/" + folder + "/"))
        .toList();
  }

  void flip(int store, String name) {
    byte[] bytes = stores.get(store).get(name).orElseThrow();
    bytes[bytes.length / 2] ^= 1;
    stores.get(store).delete(name);
    stores.get(store).putIfAbsent(name, bytes);
  }

  static List<HealthRecord> labs(String name, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> lab(name + i, "content of " + name + i))
        .toList();
  }

  static HealthRecord lab(String name, String content) {
    return lab(name, content.getBytes(StandardCharsets.UTF_8));
  }

  static HealthRecord lab(String name, byte[] content) {
    return new HealthRecord(
        new RecordId("Observation/" + name),
        "Observation",
        LocalDate.of(2026, 3, 3),
        Set.of(LABORATORY),
        Set.of(Label.NORMAL),
        content);
  }

  @Override
  public void close() {
    vault.close();
    ledger.close();
    clinic.close();
    alice.close();
  }
}
