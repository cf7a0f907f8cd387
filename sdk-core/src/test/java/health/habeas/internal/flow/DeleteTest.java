// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.flow.Household.document;
import static health.habeas.internal.flow.Household.labs;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.DeletionReport;
import health.habeas.ReadResult;
import health.habeas.Vault;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ConflictException;
import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.grant.GrantChain;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordHeader;
import health.habeas.record.RecordId;
import health.habeas.shard.ShardStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the patient deletes is found by nobody, opens with no key, and takes nothing else with it. */
class DeleteTest {
  private final Household home = new Household();
  private final List<HealthRecord> labs = labs("a", 3);

  @AfterEach
  void close() {
    home.close();
  }

  private DeletionReport delete(HealthRecord... records) {
    return home.vault.delete(List.of(records).stream().map(HealthRecord::id).toList());
  }

  private static void assertDone(DeletionReport report, int deleted) {
    assertThat(report.deleted()).isEqualTo(deleted);
    assertThat(report.pendingWithdrawals()).isZero();
    assertThat(report.swept()).isTrue();
  }

  private Set<String> stored(String kind) {
    Set<String> names = new TreeSet<>();
    home.stores.forEach(store -> store.list("").stream()
        .filter(name -> name.contains("/" + kind + "/"))
        .forEach(names::add));
    return names;
  }

  @Test
  void nobodyFindsItAndTheOthersStay() {
    home.vault.put(labs);
    home.vault.put(List.of(document("d")));
    GrantChain chain = home.grant(home.clinic);
    DeletionReport report = delete(labs.get(1));
    assertDone(report, 1);
    assertThat(report.unknown()).isZero();
    for (int opened = 0; opened < 2; opened++) {
      assertThat(home.vault.size()).isEqualTo(3);
      assertThat(home.vault.get(labs.get(1).id()).records()).isEmpty();
      assertThat(home.vault.versions(labs.get(1).id()).versions()).isEmpty();
      ReadResult read = home.read(chain, home.clinic);
      assertThat(read.isComplete()).isTrue();
      assertThat(read.records()).containsExactlyInAnyOrder(labs.get(0), labs.get(2), document("d"));
      home.reopen();
    }
    assertThat(home.vault.repair().lost()).isEmpty();
  }

  /** The only copies of its key lay on the pages that are gone, and on those that are there it has no slot. */
  @Test
  void noPageThatHadItsKeyIsLeft() {
    home.vault.put(labs);
    Set<String> before = stored("page");
    delete(labs.get(0));
    assertThat(stored("page")).isNotEmpty().doesNotContainAnyElementsOf(before);
    assertThat(home.vault.records().records()).containsExactlyInAnyOrder(labs.get(1), labs.get(2));
  }

  @Test
  void everyVersionOfItGoes() {
    home.vault.put(labs);
    HealthRecord corrected =
        Household.record("a0", LABORATORY, "another content, so that it is a new version");
    assertThat(home.vault.put(List.of(corrected)).updated()).isEqualTo(1);
    assertDone(delete(corrected), 1);
    assertThat(home.vault.versions(corrected.id()).versions()).isEmpty();
    assertThat(home.vault.size()).isEqualTo(2);
  }

  @Test
  void aPackOfWhichAllRecordsEndedIsDeleted() {
    home.vault.put(labs);
    home.vault.put(List.of(document("d")));
    Set<String> all = stored("manifest");
    assertThat(all).hasSize(2);
    delete(labs.get(0), labs.get(1), labs.get(2));
    assertThat(stored("manifest")).hasSize(1);
    assertThat(stored("shard")).hasSize(Household.LAYOUT.total());
    delete(document("d"));
    assertThat(stored("manifest")).isEmpty();
    assertThat(stored("shard")).isEmpty();
    assertThat(stored("page")).isEmpty();
    home.reopen();
    assertThat(home.vault.size()).isZero();
    assertThat(home.vault.repair().lost()).isEmpty();
    assertThat(home.vault.put(labs).added()).isEqualTo(3);
    assertThat(home.vault.records().records()).containsExactlyInAnyOrderElementsOf(labs);
  }

  @Test
  void thePartsOfALargeRecordAreDeleted() throws IOException {
    home.vault.put(labs);
    int before = stored("manifest").size();
    RecordHeader header = new RecordHeader(
        new RecordId("Media/scan"),
        "Media",
        LocalDate.of(2026, 3, 3),
        Set.of(LABORATORY),
        Set.of(Label.NORMAL));
    home.vault.put(header, new ByteArrayInputStream(new byte[3 << 20]));
    assertThat(stored("manifest").size()).isGreaterThan(before + 2);
    assertDone(home.vault.delete(List.of(header.id())), 1);
    assertThat(stored("manifest")).hasSize(before);
    assertThat(home.vault.open(header.id()).content()).isEmpty();
  }

  /** The same version would have the same slot as the deleted one, which is void. */
  @Test
  void itsIdCanBeUsedAgain() {
    home.vault.put(labs);
    delete(labs.get(0));
    home.vault.put(List.of(labs.get(0)));
    for (int opened = 0; opened < 2; opened++) {
      assertThat(home.vault.records().records()).containsExactlyInAnyOrderElementsOf(labs);
      assertThat(home.vault.versions(labs.get(0).id()).versions()).hasSize(1);
      home.reopen();
    }
    assertDone(delete(labs.get(0)), 1);
    assertThat(home.vault.size()).isEqualTo(2);
  }

  @Test
  void whatIsNotThereIsCounted() {
    home.vault.put(labs);
    DeletionReport report = delete(document("none"), labs.get(0), labs.get(0), document("none"));
    assertDone(report, 1);
    assertThat(report.unknown()).isEqualTo(1);
    assertDone(delete(labs.get(0)), 0);
  }

  @Test
  void whereAPageCannotBeReadNothingIsDeleted() {
    home.vault.put(labs);
    Map<String, byte[]> pages = new TreeMap<>();
    stored("page").forEach(name -> {
      pages.put(name, home.stores.get(0).get(name).orElseThrow());
      home.stores.forEach(store -> store.delete(name));
    });
    home.reopen();
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> delete(labs.get(0)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_MISSING));
    pages.forEach((name, page) -> home.stores.forEach(store -> store.putIfAbsent(name, page)));
    assertDone(delete(labs.get(0)), 1);
    assertThat(home.vault.size()).isEqualTo(2);
  }

  /** A custodian that was away comes back with everything that it had. */
  @Test
  void whatACustodianKeptIsDeletedWhenItIsBack() {
    home.vault.put(labs);
    ShardStore away = home.stores.get(2);
    Map<String, byte[]> had = new TreeMap<>();
    away.list("").forEach(name -> had.put(name, away.get(name).orElseThrow()));
    delete(labs.get(0), labs.get(1), labs.get(2));
    had.forEach(away::putIfAbsent);
    home.reopen();
    assertThat(home.vault.size()).isZero();
    assertThat(stored("page")).isEmpty();
    assertThat(stored("shard")).isEmpty();
    assertThat(stored("manifest")).isEmpty();
  }

  /** From the n-th change on nothing reaches a custodian, as when the process died there. */
  @Test
  void cutOffAnywhereItIsThereOrDeletedAndNothingElseIsLost() {
    GrantChain chain = home.grant(home.clinic);
    home.vault.put(List.of(document("d")));
    boolean done = false;
    for (int changes = 0; !done; changes++) {
      home.vault.put(labs);
      done = diesAfter(changes);
      home.reopen();
      home.vault.rewrap();
      ReadResult read = home.vault.records();
      assertThat(read.isComplete()).isTrue();
      assertThat(read.records()).contains(labs.get(1), labs.get(2), document("d"));
      assertThat(read.records().contains(labs.get(0)))
          .as("after %s changes", changes)
          .isEqualTo(home.vault.size() == 4);
      assertThat(home.read(chain, home.clinic).records())
          .containsExactlyInAnyOrderElementsOf(read.records());
      assertThat(home.vault.repair().lost()).isEmpty();
      assertThat(changes).isLessThan(200);
    }
    assertThat(home.vault.size()).isEqualTo(3);
  }

  /** Another device opens the vault and puts when so many changes of a deletion are made: either may have to give way. */
  @Test
  void besideAnotherSessionWhatEitherWasToldHolds() {
    home.vault.put(labs);
    Set<HealthRecord> others = new HashSet<>();
    boolean deleted = false;
    AtomicInteger left = new AtomicInteger();
    for (int changes = 0; left.get() <= 0; changes++) {
      home.vault.put(List.of(labs.get(0)));
      left.set(changes + 1);
      HealthRecord other = document("other" + changes);
      home.watch = onceAfter(left, () -> putElsewhere(other, others));
      deleted = deletes();
      home.watch = Watch.NONE;
      home.reopen();
      home.vault.rewrap();
      ReadResult read = home.vault.records();
      assertThat(read.isComplete()).isTrue();
      assertThat(read.records())
          .as("after %s changes", changes)
          .containsAll(others)
          .contains(labs.get(1), labs.get(2));
      // One that had to give way may have done so behind its commit.
      assertThat(read.records().contains(labs.get(0)) && deleted).isFalse();
      assertThat(home.vault.repair().lost()).isEmpty();
      assertThat(changes).isLessThan(200);
    }
    assertThat(deleted).isTrue();
    assertThat(others).isNotEmpty();
  }

  private boolean deletes() {
    try {
      delete(labs.get(0));
      return true;
    } catch (ConflictException e) {
      return false;
    }
  }

  private void putElsewhere(HealthRecord record, Set<HealthRecord> told) {
    try (Vault second = Vault.builder()
        .keys(home.alice)
        .ledger(home.ledger)
        .custodians(home.custodians, Household.LAYOUT)
        .open()) {
      second.put(List.of(record));
      told.add(record);
    } catch (ConflictException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.VAULT_IN_USE);
    }
  }

  private static Watch onceAfter(AtomicInteger left, Runnable other) {
    return new Watch() {
      @Override
      public void writes(String name) {
        if (left.decrementAndGet() == 0) {
          other.run();
        }
      }

      @Override
      public void deletes(String name) {
        writes(name);
      }
    };
  }

  private boolean diesAfter(int changes) {
    AtomicInteger left = new AtomicInteger(changes);
    AtomicInteger refused = new AtomicInteger();
    home.watch = new Watch() {
      @Override
      public void writes(String name) {
        if (left.decrementAndGet() < 0) {
          refused.incrementAndGet();
          throw new StorageException(ErrorCode.STORE_FAILED, "the process is gone");
        }
      }

      @Override
      public void deletes(String name) {
        writes(name);
      }
    };
    try {
      delete(labs.get(0));
    } catch (RuntimeException e) {
      assertThat(refused.get()).isPositive();
    } finally {
      home.watch = Watch.NONE;
    }
    return refused.get() == 0;
  }
}
