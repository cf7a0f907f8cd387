// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.grant.Purpose.BTG;
import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static health.habeas.record.Category.ALLERGIES;
import static health.habeas.record.Category.LABORATORY;
import static health.habeas.record.Label.NORMAL;
import static health.habeas.record.Label.PSY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.Disclosure;
import health.habeas.IssuedGrant;
import health.habeas.Vault;
import health.habeas.VaultBuilder;
import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.Directive;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Purpose;
import health.habeas.grant.Selection;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.erasure.Shamir;
import health.habeas.internal.wire.CborReader;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Break-glass that works whenever it is needed, for 24 hours, and is never silent (L41). */
@ParameterizedClass
@EnumSource(Suite.class)
class BreakGlassTest {
  private static final StripeLayout LAYOUT = StripeLayout.of(2, 3);

  private final PatientKeys alice = PatientKeys.create();
  private final HolderKeys hospital = HolderKeys.create("City Hospital");
  private final HolderKeys nurse = HolderKeys.create("Nurse Lee");
  private final Ledger ledger = Ledgers.open("memory:");
  private final List<ShardStore> stores =
      Stream.generate(ShardStore::inMemory).limit(3).toList();
  private final MovedClock clock = new MovedClock();
  private final Suite suite;
  private List<Custodian> custodians = custodians(stores, ledger);
  private Vault vault;

  BreakGlassTest(Suite suite) {
    this.suite = suite;
    this.vault = builder(custodians, ledger).open();
  }

  /** The system's clock, which a test can put forward. */
  private static final class MovedClock implements InstantSource {
    private Duration by = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.now().plus(by);
    }

    void forward(Duration time) {
      by = by.plus(time);
    }
  }

  @AfterEach
  void close() {
    vault.close();
    ledger.close();
    nurse.close();
    hospital.close();
    alice.close();
  }

  @Test
  void readsTheEmergencySummaryAYearLaterAndNoMore() {
    vault.put(List.of(record("nuts", ALLERGIES, NORMAL), record("lab", LABORATORY, NORMAL)));
    GrantChain chain = grant(GrantTerms.breakGlass().expiresIn(Duration.ofDays(730)));
    clock.forward(Duration.ofDays(365));
    try (HolderSession holder = open(chain)) {
      ReadPath.Outcome outcome = read(holder);
      assertThat(outcome.refusal()).isEmpty();
      assertThat(outcome.records())
          .extracting(RecordFile::record)
          .containsExactly(record("nuts", ALLERGIES, NORMAL));
      assertThat(outcome.receipt()).isPresent();
    }
  }

  @Test
  void holderHasNoKeyBeforeAReceipt_L41() {
    GrantChain chain = grant(year());
    assertThatExceptionOfType(CustodyException.class)
        .isThrownBy(() -> GrantPath.open(chain, hospital))
        .matches(e -> e.code() == ErrorCode.KEYBOX_UNOPENED);
    try (HolderSession holder = open(chain)) {
      assertThatExceptionOfType(CustodyException.class)
          .isThrownBy(holder::keybox)
          .matches(e -> e.code() == ErrorCode.KEYBOX_UNOPENED);
      read(holder);
      assertThat(holder.keybox().keys()).isNotEmpty();
    }
    assertThatExceptionOfType(CustodyException.class)
        .isThrownBy(
            () -> HolderSession.open(chain, nurse, ledger, custodians, Surroundings.system()))
        .matches(e -> e.code() == ErrorCode.KEYBOX_UNOPENED);
  }

  @Test
  void aShareGoesOutForNoOtherPurposeAndNoOtherGrant_L41() {
    GrantChain chain = grant(year());
    GrantChain second = grant(year());
    GrantChain treats =
        grant(GrantTerms.read(ALLERGIES).for_(TREAT).expiresIn(Duration.ofDays(30)));
    try (HolderSession holder = open(treats)) {
      assertThat(doors(holder, TREAT).fetch(0, share(chain))).isEmpty();
    }
    try (HolderSession holder = open(second)) {
      AccessDoors doors = doors(holder, BTG);
      assertThat(doors.fetch(0, share(chain))).isEmpty();
      assertThat(doors.fetch(0, share(second))).isPresent();
    }
  }

  @Test
  void fewerSharesThanTheThresholdOpenNothingAndTheNextOpeningGivesThemAgain() {
    vault.put(List.of(record("nuts", ALLERGIES, NORMAL)));
    GrantChain chain = grant(year());
    drop(0, chain);
    try (HolderSession holder = open(chain)) {
      assertThat(read(holder).records()).hasSize(1);
    }
    drop(1, chain);
    try (HolderSession holder = open(chain)) {
      ReadPath.Outcome outcome = read(holder);
      assertRefused(ErrorCode.BREAK_GLASS, outcome);
      assertThat(holder.isLocked()).isTrue();
    }
    reopen();
    try (HolderSession holder = open(chain)) {
      assertThat(read(holder).records()).hasSize(1);
    }
  }

  @Test
  void readsWhatWasPutUnderLaterKeysToo_L50() {
    vault.put(List.of(record("nuts", ALLERGIES, NORMAL)));
    GrantChain chain = grant(year());
    vault.revoke(grant(GrantTerms.read(ALLERGIES).for_(TREAT).expiresIn(Duration.ofDays(30)))
        .id());
    vault.rewrap();
    vault.put(List.of(record("eggs", ALLERGIES, NORMAL)));
    try (HolderSession holder = open(chain)) {
      assertThat(read(holder).records()).hasSize(2);
    }
  }

  @Test
  void anAlteredShareIsLeftOut() {
    vault.put(List.of(record("nuts", ALLERGIES, NORMAL)));
    GrantChain chain = grant(year());
    String path = path(share(chain));
    byte[] altered = stores.get(0).get(path).orElseThrow();
    altered[altered.length / 2] ^= 1;
    stores.get(0).delete(path);
    stores.get(0).putIfAbsent(path, altered);
    try (HolderSession holder = open(chain)) {
      assertThat(read(holder).records()).hasSize(1);
    }
  }

  @Test
  void lasts24HoursFromTheFirstUseAtEachCustodianForGood_L41() {
    vault.put(List.of(record("nuts", ALLERGIES, NORMAL)));
    GrantChain chain = grant(year());
    try (HolderSession holder = open(chain)) {
      assertThat(read(holder).records()).hasSize(1);
      clock.forward(Duration.ofHours(24).minusSeconds(30));
      assertThat(read(holder).records()).hasSize(1);
      clock.forward(Duration.ofSeconds(31));
      assertRefused(ErrorCode.BREAK_GLASS, read(holder));
    }
    custodians = custodians(stores, ledger);
    try (HolderSession holder = open(chain)) {
      assertRefused(ErrorCode.BREAK_GLASS, read(holder));
    }
    try (HolderSession again = open(grant(year()))) {
      assertThat(read(again).records()).hasSize(1);
    }
  }

  @Test
  void aSessionUnderWayStopsAtTheEndOfThe24Hours_L41() {
    GrantChain chain = grant(year());
    try (HolderSession holder = open(chain)) {
      read(holder);
      clock.forward(Duration.ofHours(24).minusMinutes(2));
      AccessDoors doors = doors(holder, BTG);
      assertThat(doors.fetch(0, share(chain))).isPresent();
      clock.forward(Duration.ofMinutes(3));
      assertThat(doors.fetch(0, share(chain))).isEmpty();
      assertThat(doors.refusal())
          .hasValueSatisfying(deny -> assertThat(deny.code()).isEqualTo(ErrorCode.BREAK_GLASS));
    }
  }

  @Test
  void aRevokedGrantBreaksNothing_L29() {
    vault.put(List.of(record("nuts", ALLERGIES, NORMAL)));
    GrantChain chain = grant(year());
    vault.revoke(chain.id());
    try (HolderSession holder = open(chain)) {
      assertRefused(ErrorCode.GRANT_REVOKED, read(holder));
    }
  }

  @Test
  void aLabelMarkedNeverIsNotPassedAndTheRestIs_L41() {
    vault.put(List.of(record("nuts", ALLERGIES, NORMAL), record("mind", ALLERGIES, PSY)));
    GrantChain chain = grant(year().including(PSY));
    vault.forbid(Directive.never(vault.id(), PSY));
    try (HolderSession holder = open(chain)) {
      ReadPath.Outcome outcome = read(holder);
      assertThat(outcome.records())
          .extracting(RecordFile::record)
          .containsExactly(record("nuts", ALLERGIES, NORMAL));
      assertRefusal(ErrorCode.DIRECTIVE, outcome);
    }
  }

  @Test
  void thePatientIsToldOfEachUseUntilSheAcknowledgesIt_L41() {
    GrantChain chain = grant(year());
    GrantChain treats =
        grant(GrantTerms.read(ALLERGIES).for_(TREAT).expiresIn(Duration.ofDays(30)));
    try (HolderSession holder = open(chain);
        HolderSession other = open(treats)) {
      read(holder);
      read(holder);
      other.read(Selection.of(ALLERGIES), TREAT);
    }
    List<Disclosure> told = new ArrayList<>();
    vault.close();
    vault = builder(custodians, ledger).onBreakGlass(told::add).open();
    assertThat(told).isEqualTo(vault.notices()).hasSize(2).allSatisfy(each -> {
      assertThat(each.event().orElseThrow().holderName()).isEqualTo("City Hospital");
      assertThat(each.event().orElseThrow().request().purpose()).isEqualTo(BTG);
      assertThat(each.receipt().holds()).isTrue();
    });
    vault.acknowledge(told.subList(0, 1));
    reopen();
    assertThat(vault.notices()).containsExactly(told.get(1));
    vault.acknowledge(vault.disclosures());
    assertThat(vault.notices()).isEmpty();
    assertThat(vault.disclosures()).hasSize(3);
  }

  @Test
  void anAccessThatNobodyServedIsToldToo() {
    GrantChain chain = grant(year());
    try (HolderSession holder = open(chain)) {
      read(holder);
      clock.forward(Duration.ofHours(25));
      read(holder);
    }
    assertThat(vault.notices()).hasSize(2).last().matches(each -> each.event().isEmpty());
  }

  @Test
  void theGrantWorksAfterTheVaultMoved_L55(@TempDir Path dir) {
    vault.put(List.of(record("nuts", ALLERGIES, NORMAL)));
    GrantChain chain = grant(year());
    vault.exportTo(dir.resolve("archive"));
    List<ShardStore> others = Stream.generate(ShardStore::inMemory).limit(3).toList();
    try (Ledger elsewhere = Ledgers.open("memory:")) {
      List<Custodian> keepers = custodians(others, elsewhere);
      Surroundings around = new Surroundings(clock, Surroundings.system().random());
      try (Vault moved = builder(keepers, elsewhere).openFrom(dir.resolve("archive"));
          HolderSession holder = HolderSession.open(chain, hospital, elsewhere, keepers, around)) {
        assertThat(read(holder).records()).hasSize(1);
        assertThat(moved.notices()).hasSize(1);
      }
    }
  }

  @Test
  void aBreakAfterAMoveIsToldThoughItsIdIsThatOfAnEarlierOne_L41(@TempDir Path dir) {
    vault.put(List.of(record("nuts", ALLERGIES, NORMAL)));
    GrantChain chain = grant(year());
    try (HolderSession holder = open(chain)) {
      read(holder);
    }
    vault.acknowledge(vault.notices());
    vault.exportTo(dir.resolve("archive"));
    try (Elsewhere there = new Elsewhere(dir.resolve("archive"));
        HolderSession holder = there.open(chain)) {
      assertThat(there.moved.notices()).hasSize(1);
      there.moved.acknowledge(there.moved.notices());
      assertThat(there.moved.notices()).isEmpty();
      assertThat(read(holder).records()).hasSize(1);
      assertThat(there.moved.notices()).hasSize(1);
    }
  }

  @Test
  void the24HoursThatAreOverStayOverAfterAMove_L41(@TempDir Path dir) {
    vault.put(List.of(record("nuts", ALLERGIES, NORMAL)));
    GrantChain chain = grant(year());
    try (HolderSession holder = open(chain)) {
      read(holder);
    }
    clock.forward(Duration.ofDays(30));
    vault.exportTo(dir.resolve("archive"));
    assertThat(vault.grants()).singleElement().matches(IssuedGrant::revoked);
    try (Elsewhere there = new Elsewhere(dir.resolve("archive"));
        HolderSession holder = there.open(chain)) {
      assertThat(there.moved.grants()).singleElement().matches(IssuedGrant::revoked);
      assertRefused(ErrorCode.GRANT_REVOKED, read(holder));
    }
  }

  @Test
  void the24HoursThatEndBetweenExportAndImportAreOverThere_L41(@TempDir Path dir) {
    vault.put(List.of(record("nuts", ALLERGIES, NORMAL)));
    GrantChain chain = grant(year());
    try (HolderSession holder = open(chain)) {
      read(holder);
    }
    vault.exportTo(dir.resolve("archive"));
    assertThat(vault.grants()).singleElement().matches(grant -> !grant.revoked());
    clock.forward(Duration.ofHours(25));
    try (Elsewhere there = new Elsewhere(dir.resolve("archive"));
        HolderSession holder = there.open(chain)) {
      assertThat(there.moved.grants()).singleElement().matches(IssuedGrant::revoked);
      assertRefused(ErrorCode.GRANT_REVOKED, read(holder));
    }
  }

  @Test
  void theNextOpeningEndsAGrantWhose24HoursAreOverAndNoSooner_L41() {
    GrantChain chain = grant(year());
    GrantChain unused = grant(year());
    try (HolderSession holder = open(chain)) {
      read(holder);
    }
    clock.forward(Duration.ofHours(23));
    reopen();
    assertThat(vault.grants()).noneMatch(IssuedGrant::revoked);
    clock.forward(Duration.ofHours(2));
    reopen();
    assertThat(vault.grants())
        .filteredOn(IssuedGrant::revoked)
        .extracting(grant -> grant.chain().id())
        .containsExactly(chain.id())
        .doesNotContain(unused.id());
    assertThat(vault.notices()).hasSize(1);
  }

  @Test
  void theNextOpeningEndsAGrantWhoseFirstUseNobodyCanDate_L41() {
    GrantChain chain = grant(year());
    try (HolderSession holder = open(chain)) {
      read(holder);
    }
    for (ShardStore disk : stores) {
      List<String> receipts = disk.list(vault.id().hex() + "/receipt/");
      assertThat(receipts).isNotEmpty().allMatch(disk::delete);
    }
    reopen();
    assertThat(vault.grants()).singleElement().matches(IssuedGrant::revoked);
  }

  @Test
  void aKeyUpdateIsNotForAHolderWithoutAReceipt_L41() {
    vault.put(List.of(record("nuts", ALLERGIES, NORMAL)));
    GrantChain chain = grant(year());
    GrantChain treats =
        grant(GrantTerms.read(ALLERGIES).for_(TREAT).expiresIn(Duration.ofDays(30)));
    vault.revoke(grant(GrantTerms.read(ALLERGIES).for_(TREAT).expiresIn(Duration.ofDays(30)))
        .id());
    assertThat(updatesThatOpen(treats)).isEqualTo(1);
    assertThat(updatesThatOpen(chain)).isZero();
  }

  /** How many key updates on one custodian's disk the holder's own keys open. */
  private long updatesThatOpen(GrantChain chain) {
    return stores.get(0).list(vault.id().hex() + "/key-update/").stream()
        .filter(path -> {
          ItemName name =
              new ItemName(ItemKind.KEY_UPDATE, path.substring(path.lastIndexOf('/') + 1));
          byte[] sealed = SignedItem.open(
                  chain.patientEd25519(), name, stores.get(0).get(path).orElseThrow())
              .orElseThrow();
          byte[] place = KeyUpdate.place(chain.id(), 0);
          try (Secret content =
              hospital.openSealed(SECRET_ACCESS, Domain.KEY_UPDATE, place, sealed)) {
            return content.bytes(SECRET_ACCESS).length > 0;
          } catch (CustodyException e) {
            return false;
          }
        })
        .count();
  }

  @Test
  void aShareFromBeforeAMoveAndOneFromAfterItGiveNoKey_L41(@TempDir Path dir) {
    GrantChain chain = grant(year());
    vault.exportTo(dir.resolve("archive"));
    List<byte[]> before = shares(chain, stores);
    assertThat(opens(chain, before.get(0), before.get(1))).isTrue();
    try (Elsewhere there = new Elsewhere(dir.resolve("archive"))) {
      List<byte[]> after = shares(chain, there.disks);
      assertThat(opens(chain, after.get(0), after.get(1))).isTrue();
      assertThat(opens(chain, before.get(0), after.get(1))).isFalse();
      assertThat(opens(chain, after.get(0), before.get(1))).isFalse();
    }
  }

  private static boolean opens(GrantChain chain, byte[] first, byte[] second) {
    byte[] locked = chain.sealedKeybox().orElseThrow();
    try (Secret key = Shamir.combine(new TreeMap<>(Map.of(0, first, 1, second)))) {
      return Box.open(key, Domain.BREAK_GLASS, chain.root().binding().nonce(), locked)
          .isPresent();
    }
  }

  /** What the custodians keep, in the order of the shares' indices. */
  private List<byte[]> shares(GrantChain chain, List<ShardStore> disks) {
    SortedMap<Integer, byte[]> shares = new TreeMap<>();
    for (ShardStore disk : disks) {
      byte[] item = disk.get(path(share(chain))).orElseThrow();
      CborReader in = CborReader.of(
          SignedItem.open(chain.patientEd25519(), share(chain), item).orElseThrow(),
          ErrorCode.OBJECT_CORRUPT);
      in.arrayOf(3);
      assertThat(in.integer()).isEqualTo(LAYOUT.data());
      shares.put((int) in.integer(), in.bytesOf(32));
    }
    return List.copyOf(shares.values());
  }

  /** The vault at other custodians, with another ledger. */
  private final class Elsewhere implements AutoCloseable {
    private final Ledger log = Ledgers.open("memory:");
    private final List<ShardStore> disks =
        Stream.generate(ShardStore::inMemory).limit(3).toList();
    private final List<Custodian> keepers = custodians(disks, log);
    private final Vault moved;

    Elsewhere(Path archive) {
      moved = builder(keepers, log).openFrom(archive);
    }

    HolderSession open(GrantChain chain) {
      Surroundings around = new Surroundings(clock, Surroundings.system().random());
      return HolderSession.open(chain, hospital, log, keepers, around);
    }

    @Override
    public void close() {
      moved.close();
      log.close();
    }
  }

  private GrantChain grant(GrantTerms terms) {
    return vault.grant(hospital.grantee(), terms);
  }

  private static GrantTerms year() {
    return GrantTerms.breakGlass(ALLERGIES).expiresIn(Duration.ofDays(365));
  }

  private HolderSession open(GrantChain chain) {
    Surroundings around = new Surroundings(clock, Surroundings.system().random());
    return HolderSession.open(chain, hospital, ledger, custodians, around);
  }

  private static ReadPath.Outcome read(HolderSession holder) {
    return holder.read(Selection.of(ALLERGIES), BTG);
  }

  private AccessDoors doors(HolderSession holder, Purpose purpose) {
    return AccessDoors.open(
        holder,
        new AccessRequest(vault.id(), Action.READ, Selection.of(ALLERGIES), purpose),
        new byte[0]);
  }

  private static ItemName share(GrantChain chain) {
    return ItemName.of(ItemKind.BREAK_GLASS_SHARE, chain.id().bytes());
  }

  private String path(ItemName share) {
    return vault.id().hex() + "/break-glass-share/" + share.name();
  }

  private void drop(int custodian, GrantChain chain) {
    assertThat(stores.get(custodian).delete(path(share(chain)))).isTrue();
  }

  private void reopen() {
    vault.close();
    vault = builder(custodians, ledger).open();
  }

  private VaultBuilder builder(List<Custodian> keepers, Ledger log) {
    return Vault.builder()
        .keys(alice)
        .suite(suite)
        .ledger(log)
        .custodians(keepers, LAYOUT)
        .clock(clock);
  }

  private List<Custodian> custodians(List<ShardStore> kept, Ledger log) {
    return IntStream.range(0, 3)
        .mapToObj(i -> Custodians.over("node-" + i, kept.get(i), log, clock))
        .toList();
  }

  private static void assertRefused(ErrorCode code, ReadPath.Outcome outcome) {
    assertThat(outcome.records()).isEmpty();
    assertRefusal(code, outcome);
  }

  private static void assertRefusal(ErrorCode code, ReadPath.Outcome outcome) {
    assertThat(outcome.refusal().map(deny -> deny.code())).isEqualTo(Optional.of(code));
  }

  private static HealthRecord record(String name, Category category, Label label) {
    return new HealthRecord(
        new RecordId("AllergyIntolerance/" + name),
        "AllergyIntolerance",
        LocalDate.of(2026, 3, 3),
        Set.of(category),
        Set.of(label),
        name.getBytes(StandardCharsets.UTF_8));
  }
}
