// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.DOCUMENTS;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.crash.WatchedStore;
import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of old keys, after a revocation and after a record was moved: for the patient, survivors and later grants. */
class RewrapTest {
  private static final StripeLayout LAYOUT = StripeLayout.of(2, 3);

  private final PatientKeys alice = PatientKeys.create();
  private final HolderKeys clinic = HolderKeys.create("Clinic");
  private final HolderKeys other = HolderKeys.create("Dr. Okafor");
  private final Ledger ledger = Ledgers.open("memory:");
  private final List<ShardStore> stores =
      Stream.generate(ShardStore::inMemory).limit(3).toList();
  private final Refusing refusing = new Refusing();
  private List<Custodian> custodians = List.of();
  private Vault vault;

  /** Fails what a test names. */
  private static final class Refusing implements WatchedStore.Watch {
    private Predicate<String> write = name -> false;
    private Predicate<String> delete = name -> false;
    private final AtomicReference<Runnable> beforePage = new AtomicReference<>(() -> {});

    @Override
    public void writes(String name) {
      refuse(write, name);
    }

    @Override
    public void deletes(String name) {
      refuse(delete, name);
    }

    @Override
    public void reads(String name) {
      if (name.contains("/page/")) {
        beforePage.getAndSet(() -> {}).run();
      }
    }

    private static void refuse(Predicate<String> which, String name) {
      if (which.test(name)) {
        throw new StorageException(ErrorCode.STORE_FULL, "the test filled the disk");
      }
    }
  }

  @BeforeEach
  void open() {
    custodians = IntStream.range(0, 3)
        .mapToObj(i -> Custodians.over(
            "node-" + i, new WatchedStore(stores.get(i), refusing), ledger, InstantSource.system()))
        .toList();
    vault = Vault.builder()
        .keys(alice)
        .ledger(ledger)
        .custodians(custodians, LAYOUT)
        .open();
  }

  @AfterEach
  void close() {
    vault.close();
    ledger.close();
    other.close();
    clinic.close();
    alice.close();
  }

  private void reopen() {
    vault.close();
    open();
  }

  @Test
  void everySurvivorReadsTheSameAndTheOldPagesAreGone_L50() {
    vault.put(labs(0, 3));
    vault.put(labs(3, 2));
    GrantChain ended = vault.grant(clinic.grantee(), terms(LABORATORY));
    GrantChain survivor = vault.grant(other.grantee(), terms(LABORATORY));
    vault.revoke(ended.id());
    vault.put(labs(5, 1));
    Set<String> before = pages();

    assertThat(vault.rewrap()).isEqualTo(new RewrapReport(1, 5, 0, 0, 0, 0));

    assertThat(before).hasSize(3);
    assertThat(pages()).hasSize(2).filteredOn(before::contains).hasSize(1);
    assertThat(read(survivor, other)).containsExactlyInAnyOrderElementsOf(labs(0, 6));
    assertThat(vault.records().records()).containsExactlyInAnyOrderElementsOf(labs(0, 6));
    assertThat(read(vault.grant(clinic.grantee(), terms(LABORATORY)), clinic)).hasSize(6);
    reopen();
    assertThat(vault.records().records()).containsExactlyInAnyOrderElementsOf(labs(0, 6));
    assertThat(read(survivor, other)).hasSize(6);
  }

  @Test
  void aSessionThatWasOpenBeforeReadsOn() {
    vault.put(labs(0, 3));
    GrantChain ended = vault.grant(clinic.grantee(), terms(LABORATORY));
    GrantChain survivor = vault.grant(other.grantee(), terms(LABORATORY));
    try (GrantedVault view = GrantedVault.open(survivor, other, ledger, custodians)) {
      assertThat(view.records(LABORATORY).records()).hasSize(3);
      vault.revoke(ended.id());
      vault.rewrap();
      assertThat(view.records(LABORATORY).records()).hasSize(3);
    }
  }

  @Test
  void aReadThatARewrapOvertakesFindsAll_L50() {
    vault.put(labs(0, 3));
    GrantChain ended = vault.grant(clinic.grantee(), terms(LABORATORY));
    GrantChain survivor = vault.grant(other.grantee(), terms(LABORATORY));
    refusing.beforePage.set(() -> {
      vault.revoke(ended.id());
      vault.rewrap();
    });
    assertThat(read(survivor, other)).hasSize(3);
    assertThat(vault.revoke(ended.id()).state()).isEqualTo(Revocation.State.REWRAPPED);
  }

  @Test
  void aRepeatedRevocationTellsWhatWasDone() {
    vault.put(labs(0, 4));
    GrantChain ended = vault.grant(clinic.grantee(), terms(LABORATORY));
    vault.grant(other.grantee(), terms(LABORATORY));
    Revocation first = vault.revoke(ended.id());
    assertThat(first.state()).isEqualTo(Revocation.State.ROTATED);
    assertThat(List.of(
            first.fencedCustodians(),
            first.rotatedCompartments(),
            first.survivors(),
            first.rewrappedSlots()))
        .containsExactly(3, 1, 1, 0);
    assertThat(vault.revoke(ended.id()))
        .usingRecursiveComparison()
        .ignoringFields("receipt")
        .isEqualTo(first);

    vault.rewrap();
    Revocation last = vault.revoke(ended.id());
    assertThat(last.state()).isEqualTo(Revocation.State.REWRAPPED);
    assertThat(last.rewrappedSlots()).isEqualTo(4);
    assertThat(last.rotatedCompartments()).isEqualTo(1);
    assertThat(last.survivors()).isEqualTo(1);
    vault.put(labs(4, 2));
    reopen();
    assertThat(vault.revoke(ended.id()))
        .usingRecursiveComparison()
        .ignoringFields("receipt")
        .isEqualTo(last);
  }

  @Test
  void aSecondRewrapDoesNothing_L52() {
    vault.put(labs(0, 4));
    vault.revoke(vault.grant(clinic.grantee(), terms(LABORATORY)).id());
    vault.rewrap();
    Map<String, Integer> blobs = blobs();
    long entries = ledger.head().claimed().size();
    assertThat(vault.rewrap()).isEqualTo(new RewrapReport(0, 0, 0, 0, 0, 0));
    assertThat(blobs()).isEqualTo(blobs);
    assertThat(ledger.head().claimed().size()).isEqualTo(entries);
  }

  @Test
  void aRevocationWhoseKeysCantBeStoredIsFencedAndFinishedLater() {
    vault.put(labs(0, 1));
    GrantChain ended = vault.grant(clinic.grantee(), terms(LABORATORY));
    GrantChain survivor = vault.grant(other.grantee(), terms(LABORATORY));
    refusing.write = name -> name.contains("/key-update/");
    Revocation fenced = vault.revoke(ended.id());
    assertThat(fenced.state()).isEqualTo(Revocation.State.FENCED);
    assertThat(fenced.rotatedCompartments()).isZero();
    refusing.write = name -> false;
    assertThat(vault.revoke(ended.id()).state()).isEqualTo(Revocation.State.ROTATED);
    assertThat(read(survivor, other)).hasSize(1);
  }

  @Test
  void aRecordWithAMoreSensitiveLabelIsWithdrawnFromTheOldOne() {
    vault.put(labs(0, 3));
    GrantChain old = vault.grant(clinic.grantee(), terms(LABORATORY));
    GrantChain all = vault.grant(other.grantee(), terms(LABORATORY).including(Label.HIV));
    HealthRecord moved = lab(1, "2026-01-05", Set.of(LABORATORY), Set.of(Label.HIV));

    PutReport report = vault.put(List.of(moved));

    assertThat(report.updated()).isEqualTo(1);
    assertThat(report.pendingWithdrawals()).isZero();
    for (int opened = 0; opened < 2; opened++) {
      assertThat(read(old, clinic)).containsExactlyInAnyOrder(lab(0), lab(2));
      assertThat(read(vault.grant(clinic.grantee(), terms(LABORATORY)), clinic))
          .containsExactlyInAnyOrder(lab(0), lab(2));
      assertThat(read(all, other)).containsExactlyInAnyOrder(lab(0), moved, lab(2));
      assertThat(vault.records().records()).containsExactlyInAnyOrder(lab(0), moved, lab(2));
      assertThat(vault.rewrap()).isEqualTo(new RewrapReport(0, 0, 0, 0, 0, 0));
      reopen();
    }
  }

  @Test
  void aRecordMovesBackAndForth() {
    HealthRecord hidden = lab(0, "2026-01-05", Set.of(LABORATORY), Set.of(Label.HIV));
    HealthRecord shown = lab(0, "2026-01-05", Set.of(LABORATORY), Set.of(Label.NORMAL));
    vault.put(List.of(lab(1)));
    GrantChain old = vault.grant(clinic.grantee(), terms(LABORATORY));
    for (int times = 0; times < 3; times++) {
      vault.put(List.of(shown));
      assertThat(read(old, clinic)).containsExactlyInAnyOrder(shown, lab(1));
      vault.put(List.of(hidden));
      assertThat(read(old, clinic)).containsExactly(lab(1));
      assertThat(vault.records().records()).containsExactlyInAnyOrder(hidden, lab(1));
    }
  }

  @Test
  void aRecordOfAnotherCategoryIsWithdrawnOnlyWhereItIsNot() {
    HealthRecord both = lab(0, "2026-01-05", Set.of(LABORATORY, DOCUMENTS), Set.of(Label.NORMAL));
    HealthRecord document = lab(0, "2026-01-05", Set.of(DOCUMENTS), Set.of(Label.NORMAL));
    vault.put(List.of(both, lab(1)));
    GrantChain labs = vault.grant(clinic.grantee(), terms(LABORATORY));
    GrantChain documents = vault.grant(other.grantee(), terms(DOCUMENTS));
    vault.put(List.of(document));
    assertThat(read(labs, clinic)).containsExactly(lab(1));
    assertThat(read(documents, other)).containsExactly(document);
  }

  @Test
  void aRecordOfAnotherDayIsWithdrawnFromWhoMayReadTheOldDay() {
    vault.put(List.of(lab(0), lab(1)));
    GrantChain january = vault.grant(
        clinic.grantee(),
        GrantTerms.read(LABORATORY)
            .since("2026-01-01")
            .before(LocalDate.of(2026, 2, 1))
            .for_(TREAT)
            .expiresIn(Duration.ofDays(30)));
    assertThat(read(january, clinic)).hasSize(2);
    HealthRecord later = lab(0, "2026-03-03", Set.of(LABORATORY), Set.of(Label.NORMAL));
    vault.put(List.of(later));
    assertThat(read(january, clinic)).containsExactly(lab(1));
    assertThat(vault.records().records()).containsExactlyInAnyOrder(later, lab(1));
  }

  @Test
  void onlyAPutThatMovesSomethingCostsMore() {
    vault.put(labs(0, 5));
    GrantChain grant = vault.grant(clinic.grantee(), terms(LABORATORY));
    long before = ledger.head().claimed().size();
    vault.put(List.of(content(lab(0), "corrected"), lab(7)));
    assertThat(ledger.head().claimed().size()).isEqualTo(before + 1);

    vault.put(IntStream.range(0, 5)
        .mapToObj(i -> lab(i, "2026-01-05", Set.of(LABORATORY), Set.of(Label.HIV)))
        .toList());
    // The records, one rotation, one re-wrap, whatever the number of records.
    assertThat(ledger.head().claimed().size()).isEqualTo(before + 4);
    assertThat(read(grant, clinic)).containsExactly(lab(7));
  }

  @Test
  void anEarlierVersionInTheSamePlaceStaysAndTheNewestIsRead() {
    vault.put(labs(0, 2));
    HealthRecord corrected = content(lab(0), "corrected");
    vault.put(List.of(corrected));
    vault.revoke(vault.grant(clinic.grantee(), terms(LABORATORY)).id());
    assertThat(vault.rewrap()).isEqualTo(new RewrapReport(1, 3, 0, 0, 0, 0));
    reopen();
    assertThat(vault.records().records()).containsExactlyInAnyOrder(corrected, lab(1));
    assertThat(vault.put(List.of(content(lab(0), "again"))).updated()).isEqualTo(1);
  }

  @Test
  void aPageThatNobodyGivesIsNotLost() {
    vault.put(labs(0, 2));
    GrantChain survivor = vault.grant(other.grantee(), terms(LABORATORY));
    vault.revoke(vault.grant(clinic.grantee(), terms(LABORATORY)).id());
    List<Map<String, byte[]>> taken = take(pages());

    assertThat(vault.rewrap()).isEqualTo(new RewrapReport(0, 0, 0, 1, 1, 0));
    HealthRecord moved = lab(1, "2026-01-05", Set.of(LABORATORY), Set.of(Label.HIV));
    assertThat(vault.put(List.of(moved)).pendingWithdrawals()).isEqualTo(1);
    GrantChain later = vault.grant(clinic.grantee(), terms(LABORATORY));
    giveBack(taken);
    // What a record was moved out of is not handed out, even while it is pending.
    assertThat(read(later, clinic)).isEmpty();

    assertThat(vault.rewrap()).isEqualTo(new RewrapReport(1, 1, 1, 0, 0, 0));
    assertThat(read(later, clinic)).containsExactly(lab(0));
    assertThat(read(survivor, other)).containsExactly(lab(0));
    assertThat(vault.records().records()).containsExactlyInAnyOrder(lab(0), moved);
  }

  @Test
  void theNextOpeningWithdrawsWhatWasPending() {
    vault.put(labs(0, 2));
    GrantChain old = vault.grant(clinic.grantee(), terms(LABORATORY));
    List<Map<String, byte[]>> taken = take(pages());
    HealthRecord moved = lab(1, "2026-01-05", Set.of(LABORATORY), Set.of(Label.HIV));
    assertThat(vault.put(List.of(moved)).pendingWithdrawals()).isEqualTo(1);
    giveBack(taken);
    reopen();
    assertThat(read(old, clinic)).containsExactly(lab(0));
  }

  @Test
  void copiesThatCouldNotBeDeletedAreDeletedLater() {
    vault.put(labs(0, 2));
    vault.revoke(vault.grant(clinic.grantee(), terms(LABORATORY)).id());
    Set<String> old = pages();
    refusing.delete = old::contains;
    assertThat(vault.rewrap()).isEqualTo(new RewrapReport(1, 2, 0, 0, 0, 1));
    assertThat(pages()).containsAll(old);
    refusing.delete = name -> false;
    assertThat(vault.rewrap()).isEqualTo(new RewrapReport(0, 0, 0, 0, 0, 0));
    assertThat(pages()).hasSize(1).doesNotContainAnyElementsOf(old);
  }

  @Test
  void aCustodianThatKeepsDeletedPagesGivesNoMoreThanBefore() {
    vault.put(labs(0, 3));
    GrantChain ended = vault.grant(clinic.grantee(), terms(LABORATORY));
    GrantChain survivor = vault.grant(other.grantee(), terms(LABORATORY));
    List<HealthRecord> before = read(survivor, other);
    List<Map<String, byte[]>> kept = take(pages());
    giveBack(kept);
    vault.revoke(ended.id());
    vault.rewrap();
    HealthRecord moved = lab(1, "2026-01-05", Set.of(LABORATORY), Set.of(Label.HIV));
    vault.put(List.of(moved));
    giveBack(kept);

    assertThat(read(survivor, other)).isSubsetOf(before).contains(lab(0), lab(2));
    assertThat(read(vault.grant(other.grantee(), terms(LABORATORY)), other))
        .containsExactlyInAnyOrder(lab(0), lab(2));
    try (GrantedVault view = GrantedVault.open(ended, clinic, ledger, custodians)) {
      assertThat(view.records(LABORATORY).records()).isEmpty();
    }
    reopen();
    assertThat(vault.records().records()).containsExactlyInAnyOrder(lab(0), moved, lab(2));
    assertThat(read(survivor, other)).containsExactlyInAnyOrder(lab(0), lab(2));
  }

  @Test
  void anExportCarriesOnWhateverWasPending(@TempDir Path dir) {
    vault.put(labs(0, 3));
    GrantChain ended = vault.grant(clinic.grantee(), terms(LABORATORY));
    GrantChain survivor = vault.grant(other.grantee(), terms(LABORATORY));
    vault.put(List.of(lab(1, "2026-01-05", Set.of(LABORATORY), Set.of(Label.HIV))));
    refusing.write = name -> name.contains("/key-update/");
    assertThat(vault.revoke(ended.id()).state()).isEqualTo(Revocation.State.FENCED);
    vault.exportTo(dir.resolve("alice.habeas"));
    refusing.write = name -> false;

    try (Ledger elsewhere = Ledgers.open("memory:")) {
      List<Custodian> others = Custodians.directories(dir.resolve("elsewhere"), 3, elsewhere);
      try (Vault moves = Vault.builder()
              .keys(alice)
              .ledger(elsewhere)
              .custodians(others, LAYOUT)
              .openFrom(dir.resolve("alice.habeas"));
          GrantedVault view = GrantedVault.open(survivor, other, elsewhere, others)) {
        assertThat(moves.size()).isEqualTo(3);
        assertThat(view.records(LABORATORY).records()).containsExactlyInAnyOrder(lab(0), lab(2));
        assertThat(moves.rewrap()).isEqualTo(new RewrapReport(0, 0, 0, 0, 0, 0));
        assertThat(moves.revoke(ended.id()).state()).isEqualTo(Revocation.State.REWRAPPED);
      }
      others.forEach(Custodian::close);
    }
  }

  private List<HealthRecord> read(GrantChain chain, HolderKeys holder) {
    try (GrantedVault view = GrantedVault.open(chain, holder, ledger, custodians)) {
      ReadResult result = view.records();
      assertThat(result.isComplete()).as(result.toString()).isTrue();
      return result.records();
    }
  }

  private Set<String> pages() {
    return Set.copyOf(stores.stream()
        .flatMap(store -> store.list("").stream())
        .filter(name -> name.contains("/page/"))
        .distinct()
        .toList());
  }

  private Map<String, Integer> blobs() {
    Map<String, Integer> blobs = new TreeMap<>();
    stores
        .get(0)
        .list("")
        .forEach(name -> blobs.put(name, Arrays.hashCode(stores.get(0).get(name).orElseThrow())));
    return blobs;
  }

  private List<Map<String, byte[]>> take(Set<String> names) {
    return stores.stream()
        .map(store -> {
          Map<String, byte[]> taken = new TreeMap<>();
          names.forEach(name -> taken.put(name, store.get(name).orElseThrow()));
          names.forEach(store::delete);
          return taken;
        })
        .toList();
  }

  private void giveBack(List<Map<String, byte[]>> taken) {
    IntStream.range(0, stores.size())
        .forEach(i -> taken.get(i).forEach(stores.get(i)::putIfAbsent));
  }

  private static GrantTerms terms(Category category) {
    return GrantTerms.read(category).for_(TREAT).expiresIn(Duration.ofDays(30));
  }

  private static List<HealthRecord> labs(int first, int count) {
    return IntStream.range(first, first + count).mapToObj(RewrapTest::lab).toList();
  }

  private static HealthRecord lab(int number) {
    return lab(number, "2026-01-0" + (1 + number % 9), Set.of(LABORATORY), Set.of(Label.NORMAL));
  }

  private static HealthRecord lab(
      int number, String day, Set<Category> categories, Set<Label> labels) {
    byte[] content = ("content of " + number).getBytes(StandardCharsets.UTF_8);
    return new HealthRecord(
        new RecordId("Observation/" + number),
        "Observation",
        LocalDate.parse(day),
        categories,
        labels,
        content);
  }

  private static HealthRecord content(HealthRecord old, String content) {
    return new HealthRecord(
        old.id(),
        old.type(),
        old.day(),
        old.categories(),
        old.labels(),
        content.getBytes(StandardCharsets.UTF_8));
  }
}
