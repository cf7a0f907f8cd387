// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.flow.Household.document;
import static health.habeas.internal.flow.Household.labs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.GrantedVault;
import health.habeas.MoveReport;
import health.habeas.Vault;
import health.habeas.crash.WatchedStore;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.error.StorageException;
import health.habeas.grant.GrantChain;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in an archive, what is told of what is not, and an import that is cut off. */
class ArchiveTest {
  @TempDir
  Path dir;

  private final Household home = new Household();
  private final Ledger elsewhere = Ledgers.open("memory:");
  private final List<ShardStore> stores =
      Stream.generate(ShardStore::inMemory).limit(Household.LAYOUT.total()).toList();
  private Path archive;

  @BeforeEach
  void fill() {
    archive = dir.resolve("archive");
    home.vault.put(labs("a", 3));
    home.vault.put(List.of(document("d")));
    home.read(home.grant(home.clinic), home.clinic);
  }

  @AfterEach
  void close() {
    elsewhere.close();
    home.close();
  }

  private List<Custodian> custodians(Ledger ledger, Watch watch) {
    return IntStream.range(0, stores.size())
        .mapToObj(i -> Custodians.over(
            "other-" + i, new WatchedStore(stores.get(i), watch), ledger, InstantSource.system()))
        .toList();
  }

  private Vault moveIn(Path file, Ledger ledger, Watch watch) {
    return Vault.builder()
        .keys(home.alice)
        .ledger(ledger)
        .custodians(custodians(ledger, watch), Household.LAYOUT)
        .openFrom(file);
  }

  @Test
  void bytesAfterTheEndAreRefusedAndTheSoundArchiveStillMovesIn() throws IOException {
    home.vault.exportTo(archive);
    Path longer = Files.copy(archive, dir.resolve("longer"));
    Files.write(longer, new byte[] {0}, StandardOpenOption.APPEND);
    assertThatExceptionOfType(HabeasException.class)
        .isThrownBy(() -> moveIn(longer, elsewhere, Watch.NONE))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_INVALID));
    try (Vault moved = moveIn(archive, elsewhere, Watch.NONE)) {
      assertThat(moved.records().records()).hasSize(4);
    }
  }

  @Test
  void aPageThatNobodyHasIsCountedAsAPageAndNotAsOneRecord_L58() {
    // The page of the three laboratory results is the larger of the two.
    for (ShardStore store : home.stores) {
      List<String> pages =
          store.list("").stream().filter(name -> name.contains("/page/")).toList();
      assertThat(pages).hasSize(2);
      pages.stream()
          .max((a, b) -> Integer.compare(size(store, a), size(store, b)))
          .ifPresent(store::delete);
    }
    home.reopen();
    MoveReport report = home.vault.exportTo(archive);
    assertThat(report.isComplete()).isFalse();
    assertThat(report.unreadablePages()).isEqualTo(1);
    assertThat(report.missing()).isZero();
    assertThat(report.records()).isEqualTo(1);
  }

  @Test
  void aRecordThatCantBeRebuiltIsCountedAsOne_L58() {
    home.stores.forEach(store ->
        store.list("").stream().filter(name -> name.contains("/shard/")).forEach(store::delete));
    MoveReport report = home.vault.exportTo(archive);
    assertThat(report).isEqualTo(new MoveReport(0, 1, 1, 4, 0));
    assertThat(report.isComplete()).isFalse();
  }

  @Test
  void anImportThatIsCutOffAtAnyJournalEntryIsRepeatedAndTakesNothingTwice() {
    assertThat(home.vault.exportTo(archive)).isEqualTo(new MoveReport(4, 1, 1, 0, 0));
    int entries = 0;
    while (isCutOffAndRepeated(entries)) {
      entries++;
    }
    // The vault, its epochs, records, a grant, evidence, and that this was all.
    assertThat(entries).isEqualTo(6);
  }

  @Test
  void aVaultThatIsInUseTakesNoArchiveAndOneThatIsNotTakesNoOther() {
    home.vault.exportTo(archive);
    moveIn(archive, elsewhere, Watch.NONE).close();
    Path other = dir.resolve("other");
    home.vault.exportTo(other);
    assertIsRefused(other);
    try (Vault moved = moveIn(archive, elsewhere, Watch.NONE)) {
      moved.put(labs("later", 1));
    }
    assertIsRefused(archive);
  }

  private void assertIsRefused(Path file) {
    assertThatExceptionOfType(HabeasException.class)
        .isThrownBy(() -> moveIn(file, elsewhere, Watch.NONE))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.VAULT_CONFIGURATION));
  }

  private Watch failingAfter(int entries) {
    AtomicInteger left = new AtomicInteger(entries * stores.size());
    return new Watch() {
      @Override
      public void writes(String name) {
        if (name.contains("/journal/") && left.getAndDecrement() <= 0) {
          throw new StorageException(ErrorCode.STORE_FULL, "the test filled the disk");
        }
      }
    };
  }

  /** Whether the import fails when only this many journal entries can be written; then it is repeated. */
  private boolean isCutOffAndRepeated(int entries) {
    Watch watch = failingAfter(entries);
    stores.forEach(store -> store.list("").forEach(store::delete));
    try (Ledger fresh = Ledgers.open("memory:")) {
      boolean failed = false;
      try {
        moveIn(archive, fresh, watch).close();
      } catch (StorageException e) {
        failed = true;
        moveIn(archive, fresh, Watch.NONE).close();
      }
      // Whoever was not told that it is complete may repeat it.
      moveIn(archive, fresh, Watch.NONE).close();
      try (Vault moved = Vault.builder()
          .keys(home.alice)
          .ledger(fresh)
          .custodians(custodians(fresh, Watch.NONE), Household.LAYOUT)
          .open()) {
        assertThat(moved.records().records()).hasSize(4);
        assertThat(moved.grants()).hasSize(1);
        assertThat(moved.disclosures())
            .hasSize(1)
            .allMatch(each -> each.receipt().holds());
      }
      return failed;
    }
  }

  @Test
  void anImportThatIsCutOffRevivesNoRevokedGrant_L32() {
    GrantChain ended = home.vault.grant(home.nurse.grantee(), Household.reading());
    home.vault.revoke(ended.id());
    home.vault.exportTo(archive);
    for (int entries = 1; entries <= 9; entries++) {
      stores.forEach(store -> store.list("").forEach(store::delete));
      try (Ledger fresh = Ledgers.open("memory:")) {
        cutOff(fresh, entries);
        try (Vault opened = Vault.builder()
                .keys(home.alice)
                .ledger(fresh)
                .custodians(custodians(fresh, Watch.NONE), Household.LAYOUT)
                .open();
            GrantedVault door =
                GrantedVault.open(ended, home.nurse, fresh, custodians(fresh, Watch.NONE))) {
          assertThat(door.records().records()).as("after " + entries).isEmpty();
          assertThat(opened.grants())
              .allMatch(grant -> grant.revoked() == grant.chain().id().equals(ended.id()));
        }
        moveIn(archive, fresh, Watch.NONE).close();
      } catch (AlreadyDone e) {
        assertThat(entries).isEqualTo(9);
      }
    }
  }

  private static final class AlreadyDone extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private void cutOff(Ledger fresh, int entries) {
    try {
      moveIn(archive, fresh, failingAfter(entries)).close();
    } catch (StorageException e) {
      return;
    }
    throw new AlreadyDone();
  }

  private static int size(ShardStore store, String name) {
    return store.get(name).orElseThrow().length;
  }
}
