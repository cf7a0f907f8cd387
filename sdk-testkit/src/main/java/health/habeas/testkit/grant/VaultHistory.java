// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.GrantedVault;
import health.habeas.ReadResult;
import health.habeas.Vault;
import health.habeas.error.HabeasException;
import health.habeas.grant.Action;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantId;
import health.habeas.grant.RecordFacts;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.StripeLayout;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A patient, a clinic, a laboratory and a vault over three custodians, through the public doors alone; beside it what a
 * model without keys expects: which records there are, and who may read which. Not thread-safe: one per try.
 */
final class VaultHistory implements AutoCloseable {
  static final List<Label> SENSITIVE = List.of(Label.PSY, Label.HIV);
  static final List<RecordId> IDS =
      IntStream.range(0, 4).mapToObj(i -> new RecordId("r" + i)).toList();

  private static final StripeLayout LAYOUT = StripeLayout.of(2, 3);
  private static final List<Set<Category>> CATEGORIES = List.of(
      Set.of(Category.LABORATORY),
      Set.of(Category.MEDICATIONS),
      Set.of(Category.LABORATORY, Category.PROBLEMS));
  private static final List<Set<Label>> LABELS = List.of(
      Set.of(Label.NORMAL), Set.of(Label.PSY), Set.of(Label.HIV), Set.of(Label.PSY, Label.HIV));

  /** A grant that was given or handed on, and the terms that it was made from. */
  record Held(GrantChain chain, HolderKeys holder, TermsPlan plan) {}

  final PatientKeys alice = PatientKeys.create();
  final HolderKeys clinic = HolderKeys.create("Clinic");
  final HolderKeys lab = HolderKeys.create("Laboratory");
  final Outage outage = new Outage();
  final List<Held> held = new ArrayList<>();
  final Ledger ledger;
  final List<Custodian> custodians;
  Vault vault;

  private final Map<RecordId, HealthRecord> records = new HashMap<>();
  private final Set<GrantId> revoked = new HashSet<>();
  private int version;
  private final Set<List<Object>> compartments = new HashSet<>();
  private boolean renewed;

  VaultHistory(VaultLaws subject) {
    ledger = subject.openLedger();
    custodians = custodians(subject, ledger);
    vault = open();
  }

  List<Custodian> custodians(VaultLaws subject, Ledger followed) {
    return IntStream.rangeClosed(1, LAYOUT.total())
        .mapToObj(i -> subject.newCustodian("custodian-" + i, followed, InstantSource.system()))
        .map(outage::before)
        .toList();
  }

  static StripeLayout layout() {
    return LAYOUT;
  }

  private Vault open() {
    return Vault.builder()
        .keys(alice)
        .ledger(ledger)
        .custodians(custodians, LAYOUT)
        .open();
  }

  /** One of the records there can be, in one of the places there are, with content of its own. */
  HealthRecord record(int which, int place) {
    return new HealthRecord(
        IDS.get(which % IDS.size()),
        Universe.TYPES.get(which % Universe.TYPES.size()),
        Universe.FIRST_DAY.plusDays(place % Universe.DAYS),
        CATEGORIES.get(place % CATEGORIES.size()),
        LABELS.get(place % LABELS.size()),
        ("version " + version++).getBytes(StandardCharsets.US_ASCII));
  }

  void put(int which, int place) {
    HealthRecord health = record(which, place);
    vault.put(List.of(health));
    keep(health);
  }

  /** New keys come with a combination of labels and category that is new, and when a record moves out of one. */
  private void keep(HealthRecord health) {
    HealthRecord before = records.put(health.id(), health);
    boolean moved = before != null
        && !(before.labels().equals(health.labels())
            && before.categories().equals(health.categories())
            && before.day().equals(health.day()));
    boolean fresh = false;
    for (Category category : health.categories()) {
      fresh |= compartments.add(List.of(category, health.labels()));
    }
    renewed |= moved || (fresh && held.stream().anyMatch(each -> each.holder() == lab));
  }

  Held grant(TermsPlan plan) {
    Held given = new Held(vault.grant(clinic.grantee(), plan.given()), clinic, plan);
    held.add(given);
    return given;
  }

  /** The clinic hands a part of a grant on to the laboratory. */
  void narrow(int which, TermsPlan plan) {
    pick(which)
        .filter(above -> above.holder() == clinic && isLive(above))
        .ifPresent(above -> held.add(narrow(above, plan)));
  }

  Held narrow(Held above, TermsPlan plan) {
    TermsPlan within = plan.within(above.plan());
    try (GrantedVault view = view(above)) {
      return new Held(view.narrow(lab.grantee(), within.terms()), lab, within);
    }
  }

  /** Just what every link covers, and nothing is missing. */
  void readsAll(Held one) {
    try (GrantedVault view = view(one)) {
      ReadResult result = view.records();
      assertThat(result.isComplete()).as("%s", result).isTrue();
      assertThat(result.records()).containsExactlyInAnyOrderElementsOf(readable(one));
    }
  }

  void revoke(int which) {
    pick(which).ifPresent(one -> {
      GrantId root = one.chain().root().id();
      vault.revoke(root);
      revoked.add(root);
      renewed = true;
    });
  }

  void reopen() {
    vault.close();
    vault = open();
  }

  /** A put that dies after so many writes: afterwards all of it happened, or nothing. */
  void dieDuringPut(int which, int place, int writes) {
    HealthRecord health = record(which, place);
    boolean returned = dies(writes, () -> vault.put(List.of(health)));
    Optional<HealthRecord> now =
        vault.records().stream().filter(found -> found.id().equals(health.id())).findFirst();
    boolean happened = now.filter(health::equals).isPresent();
    assertThat(returned && !happened).isFalse();
    if (happened) {
      keep(health);
    }
  }

  void dieDuringRewrap(int writes) {
    dies(writes, () -> vault.rewrap());
  }

  /** A revocation that dies: if the vault says that it happened, it did. */
  void dieDuringRevoke(int which, int writes) {
    pick(which).ifPresent(one -> {
      GrantId root = one.chain().root().id();
      boolean returned = dies(writes, () -> vault.revoke(root));
      boolean happened = vault.grants().stream()
          .anyMatch(given -> given.chain().id().equals(root) && given.revoked());
      assertThat(returned && !happened).isFalse();
      if (happened) {
        revoked.add(root);
        renewed = true;
      }
    });
  }

  private boolean dies(int writes, Runnable call) {
    outage.after(writes);
    boolean returned = true;
    try {
      call.run();
    } catch (HabeasException e) {
      returned = false;
    }
    outage.end();
    reopen();
    return returned;
  }

  /** The patient reads all; a holder what its live grant says, and with a revoked one nothing. */
  void isAsTheModelSays(int which) {
    assertThat(vault.records().isComplete()).isTrue();
    assertThat(vault.records().records()).containsExactlyInAnyOrderElementsOf(records.values());
    pick(which).ifPresent(this::isAsTheModelSays);
  }

  void isAsTheModelSays() {
    isAsTheModelSays(0);
    held.forEach(this::isAsTheModelSays);
  }

  void isAsTheModelSays(Held one) {
    try (GrantedVault view = view(one)) {
      ReadResult result = view.records();
      if (!isLive(one)) {
        assertThat(result.refusal()).isPresent();
        assertThat(result.records()).isEmpty();
      } else if (one.holder() == clinic || !renewed) {
        assertThat(result.isComplete()).as("%s", result).isTrue();
        assertThat(result.records()).containsExactlyInAnyOrderElementsOf(readable(one));
      } else {
        // what was not used before there were new keys is sent them after its first use
        assertThat(readable(one)).containsAll(result.records());
      }
    }
  }

  /** The records that every link of a chain covers, by the model. */
  List<HealthRecord> readable(Held one) {
    Author author = new Author(alice.key().bytes());
    return records.values().stream()
        .filter(health -> one.chain().grants().stream()
            .allMatch(grant -> grant.permission().scope().atoms().stream()
                .anyMatch(atom -> Model.means(atom, Action.READ, RecordFacts.of(health, author)))))
        .toList();
  }

  boolean isLive(Held one) {
    return !revoked.contains(one.chain().root().id());
  }

  GrantedVault view(Held one) {
    return GrantedVault.open(one.chain(), one.holder(), ledger, custodians);
  }

  Optional<Held> pick(int which) {
    return held.isEmpty() ? Optional.empty() : Optional.of(held.get(which % held.size()));
  }

  List<HealthRecord> all() {
    return List.copyOf(records.values());
  }

  @Override
  public void close() {
    vault.close();
    custodians.forEach(Custodian::close);
    ledger.close();
    lab.close();
    clinic.close();
    alice.close();
  }
}
