// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.DOCUMENTS;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.GrantedVault;
import health.habeas.ReadResult;
import health.habeas.Vault;
import health.habeas.VaultBuilder;
import health.habeas.crash.WatchedStore;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import health.habeas.shard.VaultCard;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One vault over three stores that a test may alter behind its back, the patient, and two holders. */
final class Household implements AutoCloseable {
  static final StripeLayout LAYOUT = StripeLayout.of(2, 3);

  final PatientKeys alice;
  final Suite suite;
  private final boolean ownsKeys;
  final HolderKeys clinic = HolderKeys.create("St. Mary Cardiology");
  final HolderKeys nurse = HolderKeys.create("Nurse Lee");
  final Ledger ledger = Ledgers.open("memory:");
  final List<ShardStore> stores =
      Stream.generate(ShardStore::inMemory).limit(LAYOUT.total()).toList();
  final List<Custodian> custodians;
  Watch watch = Watch.NONE;
  Vault vault;

  Household() {
    this(Suite.S1);
  }

  Household(Suite suite) {
    this(PatientKeys.create(), suite, true, VaultBuilder::open);
  }

  /** The same patient's vault, moved here. */
  Household(Household from, Path archive) {
    this(from.alice, from.suite, false, builder -> builder.openFrom(archive));
  }

  /** Another vault of the same patient; her keys stay open. */
  Household(Household same) {
    this(same.alice, same.suite, false, VaultBuilder::open);
  }

  private Household(
      PatientKeys alice, Suite suite, boolean ownsKeys, Function<VaultBuilder, Vault> opened) {
    this.alice = alice;
    this.suite = suite;
    this.ownsKeys = ownsKeys;
    Watch current = new Watch() {
      @Override
      public void reads(String name) {
        watch.reads(name);
      }

      @Override
      public void writes(String name) {
        watch.writes(name);
      }

      @Override
      public void deletes(String name) {
        watch.deletes(name);
      }
    };
    custodians = IntStream.range(0, LAYOUT.total())
        .mapToObj(i -> Custodians.over(
            "node-" + i, new WatchedStore(stores.get(i), current), ledger, InstantSource.system()))
        .toList();
    vault = opened.apply(builder());
  }

  private VaultBuilder builder() {
    return Vault.builder().keys(alice).suite(suite).ledger(ledger).custodians(custodians, LAYOUT);
  }

  void reopen() {
    vault.close();
    vault = builder().open();
  }

  GrantChain grant(HolderKeys to) {
    return vault.grant(to.grantee(), reading());
  }

  static GrantTerms reading() {
    return GrantTerms.read(LABORATORY, DOCUMENTS).for_(TREAT).expiresIn(Duration.ofDays(30));
  }

  GrantedVault door(GrantChain chain, HolderKeys holder) {
    return GrantedVault.open(chain, holder, ledger, custodians);
  }

  ReadResult read(GrantChain chain, HolderKeys holder) {
    try (GrantedVault view = door(chain, holder)) {
      return view.records();
    }
  }

  HolderSession session(GrantChain chain, HolderKeys holder) {
    return HolderSession.open(chain, holder, ledger, custodians, Surroundings.system());
  }

  /** The name of the one item of a kind. */
  ItemName only(ItemKind kind) {
    String prefix = path(new ItemName(kind, "0")).replaceFirst("0$", "");
    List<String> names = stores.get(0).list(prefix);
    assertThat(names).hasSize(1);
    return new ItemName(kind, names.get(0).substring(prefix.length()));
  }

  boolean has(int custodian, ItemName name) {
    return stores.get(custodian).get(path(name)).isPresent();
  }

  /** What a custodian has under a name. */
  byte[] item(int custodian, ItemName name) {
    return stores.get(custodian).get(path(name)).orElseThrow();
  }

  /** Makes a custodian keep something else under a name. */
  void replace(int custodian, ItemName name, byte[] content) {
    stores.get(custodian).delete(path(name));
    stores.get(custodian).putIfAbsent(path(name), content);
  }

  private String path(ItemName name) {
    String folder = name.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return VaultCard.of(alice, suite).vault().hex() + "/" + folder + "/" + name.name();
  }

  static List<HealthRecord> labs(String name, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> record(name + i, LABORATORY, "content of " + name + i))
        .toList();
  }

  static HealthRecord document(String name) {
    return record(name, DOCUMENTS, "document " + name);
  }

  static HealthRecord record(String name, Category category, String content) {
    return new HealthRecord(
        new RecordId("Observation/" + name),
        "Observation",
        LocalDate.of(2026, 3, 3),
        Set.of(category),
        Set.of(Label.NORMAL),
        content.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    vault.close();
    ledger.close();
    nurse.close();
    clinic.close();
    if (ownsKeys) {
      alice.close();
    }
  }
}
