// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.internal.flow.Household.labs;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.GrantedVault;
import health.habeas.Vault;
import health.habeas.crash.WatchedStore;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.grant.Decision;
import health.habeas.grant.Directive;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.key.HolderKeys;
import health.habeas.key.Suite;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What ended or is forbidden stays so when a vault moves, also while it is on its way. */
@ParameterizedClass
@EnumSource(Suite.class)
class MovedEndsTest {
  @TempDir
  Path dir;

  private final Household home;
  private final HolderKeys office = HolderKeys.create("Billing Office");
  private GrantChain clinics;
  private GrantChain nurses;
  private Path archive;

  MovedEndsTest(Suite suite) {
    home = new Household(suite);
  }

  @BeforeEach
  void handOn() {
    archive = dir.resolve("archive");
    home.vault.put(labs("a", 2));
    clinics = home.vault.grant(home.clinic.grantee(), Household.reading().delegable(2));
    try (GrantedVault view = home.door(clinics, home.clinic)) {
      nurses = view.narrow(home.nurse.grantee(), lasting(Duration.ofDays(1)).delegable(1));
    }
  }

  @AfterEach
  void close() {
    office.close();
    home.close();
  }

  @Test
  void aMiddleLinkThatItsIssuerEndedStaysEnded_L55() {
    GrantChain offices;
    try (GrantedVault view = home.door(nurses, home.nurse)) {
      offices = view.narrow(office.grantee(), lasting(Duration.ofHours(12)));
    }
    assertThat(home.read(offices, office).records()).hasSize(2);
    issuerEndsNurses();

    home.vault.exportTo(archive);

    try (Household there = new Household(home, archive)) {
      assertThat(there.read(offices, office).refusal().map(Decision.Deny::code))
          .contains(ErrorCode.GRANT_REVOKED);
      assertThat(there.read(nurses, home.nurse).refusal().map(Decision.Deny::code))
          .contains(ErrorCode.GRANT_REVOKED);
      assertThat(there.read(clinics, home.clinic).records()).hasSize(2);
    }
  }

  @Test
  void anImportThatIsCutOffRevivesNoEndedLink_L32() {
    assertThat(home.read(nurses, home.nurse).records()).hasSize(2);
    issuerEndsNurses();
    home.vault.exportTo(archive);
    boolean whole = false;
    for (int entries = 1; !whole; entries++) {
      try (Ledger fresh = Ledgers.open("memory:")) {
        List<Custodian> custodians = custodians(fresh, journalOf(entries));
        whole = moveIn(fresh, custodians);
        try (GrantedVault view = GrantedVault.open(nurses, home.nurse, fresh, custodians)) {
          assertThat(view.records().records()).as("after %s entries", entries).isEmpty();
        }
      }
    }
  }

  @Test
  void custodiansHaveTheDirectivesBeforeTheFirstPage_L42() {
    home.vault.forbid(Directive.in(home.vault.id())
        .against(clinics.last().parties().holder())
        .categories(LABORATORY));
    home.vault.exportTo(archive);
    List<String> written = new CopyOnWriteArrayList<>();
    Watch watch = new Watch() {
      @Override
      public void writes(String name) {
        written.add(name);
      }
    };
    try (Ledger fresh = Ledgers.open("memory:")) {
      assertThat(moveIn(fresh, custodians(fresh, watch))).isTrue();
    }
    assertThat(places(written, "directives")).hasSize(Household.LAYOUT.total());
    assertThat(places(written, "page"))
        .isNotEmpty()
        .allSatisfy(page ->
            assertThat(places(written, "directives")).allMatch(directives -> directives < page));
  }

  private static List<Integer> places(List<String> written, String folder) {
    return IntStream.range(0, written.size())
        .filter(i -> written.get(i).contains("/" + folder + "/"))
        .boxed()
        .toList();
  }

  private void issuerEndsNurses() {
    try (GrantedVault view = home.door(clinics, home.clinic)) {
      view.revoke(nurses);
    }
  }

  /** Whether it was not cut off. */
  private boolean moveIn(Ledger fresh, List<Custodian> custodians) {
    try {
      Vault.builder()
          .keys(home.alice)
          .suite(home.suite)
          .ledger(fresh)
          .custodians(custodians, Household.LAYOUT)
          .openFrom(archive)
          .close();
      return true;
    } catch (StorageException e) {
      return false;
    }
  }

  private static List<Custodian> custodians(Ledger ledger, Watch watch) {
    List<ShardStore> stores =
        Stream.generate(ShardStore::inMemory).limit(Household.LAYOUT.total()).toList();
    return IntStream.range(0, stores.size())
        .mapToObj(i -> Custodians.over(
            "other-" + i, new WatchedStore(stores.get(i), watch), ledger, InstantSource.system()))
        .toList();
  }

  /** Custodians that are full after so many entries of the journal. */
  private static Watch journalOf(int entries) {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    return new Watch() {
      @Override
      public void writes(String name) {
        if (name.contains("/journal/")) {
          seen.add(name);
          if (seen.size() > entries) {
            throw new StorageException(ErrorCode.STORE_FULL, "full");
          }
        }
      }
    };
  }

  private static GrantTerms lasting(Duration time) {
    return GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(time);
  }
}
