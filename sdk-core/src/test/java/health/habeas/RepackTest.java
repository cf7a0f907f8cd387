// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import static health.habeas.record.Category.DOCUMENTS;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.grant.GrantChain;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordHeader;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodians;
import health.habeas.shard.DiskReport;
import health.habeas.shard.RepairReport;
import health.habeas.shard.StripeLayout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of a pack that is mostly dead the living records move to another one, and the dead bytes go. */
class RepackTest {
  private static final List<HealthRecord> FAT =
      IntStream.range(0, 8).mapToObj(i -> fat("fat" + i, i)).toList();

  private final Keepers home = new Keepers(StripeLayout.of(2, 3));

  @AfterEach
  void close() {
    home.close();
  }

  private void delete(List<HealthRecord> records) {
    DeletionReport done =
        home.vault.delete(records.stream().map(HealthRecord::id).toList());
    assertThat(done.deleted()).isEqualTo(records.size());
  }

  private int shardBytes() {
    return home.names(0, "shard").stream()
        .mapToInt(
            name -> home.contents(0).getOrDefault(name, ByteBuffer.allocate(0)).capacity())
        .sum();
  }

  @Test
  void theBytesOfDeletedRecordsGoAndTheOthersStay() {
    home.vault.put(FAT);
    GrantChain chain = home.grant();
    List<String> old = home.names(0, "shard");
    int before = shardBytes();
    delete(FAT.subList(2, 8));
    assertThat(home.names(0, "shard")).isEqualTo(old);
    RepairReport report = home.vault.repair();
    assertThat(report.rewritten()).isEqualTo(1);
    assertThat(report.toString()).contains("packs written anew: 1");
    // Somebody may just have read where they were.
    assertThat(home.names(0, "shard")).containsAll(old).hasSize(2);
    RepairReport next = home.vault.repair();
    assertThat(next.rewritten()).isZero();
    IntStream.range(0, 3).forEach(i -> {
      assertThat(home.names(i, "shard")).hasSize(1).doesNotContainAnyElementsOf(old);
      assertThat(home.names(i, "manifest")).hasSize(1);
      assertThat(Custodians.check(home.stores.get(i), finding -> {})).matches(DiskReport::isSound);
    });
    assertThat(2 * shardBytes()).isLessThan(before + 100);
    for (int opened = 0; opened < 2; opened++) {
      assertThat(home.vault.records().records())
          .containsExactlyInAnyOrderElementsOf(FAT.subList(0, 2));
      ReadResult seen = home.readAsClinic(chain, home.custodians);
      assertThat(seen.isComplete()).isTrue();
      assertThat(seen.records()).containsExactlyInAnyOrderElementsOf(FAT.subList(0, 2));
      home.reopen();
    }
    int entries = home.names(0, "journal").size();
    assertThat(home.vault.repair().rewritten()).isZero();
    assertThat(home.names(0, "journal")).as("nothing to do costs no entry").hasSize(entries);
  }

  /** The next opening deletes it, too, and what is put afterwards is found beside it. */
  @Test
  void theOldPackGoesAtTheNextOpening() {
    home.vault.put(FAT);
    List<String> old = home.names(0, "shard");
    delete(FAT.subList(1, 8));
    assertThat(home.vault.repair().rewritten()).isEqualTo(1);
    HealthRecord later = fat("later", 9);
    home.vault.put(List.of(later));
    home.reopen();
    assertThat(home.names(0, "shard")).hasSize(2).doesNotContainAnyElementsOf(old);
    assertThat(home.vault.records().records()).containsExactlyInAnyOrder(FAT.get(0), later);
    delete(List.of(FAT.get(0), later));
    assertThat(home.names(0, "shard")).isEmpty();
  }

  @Test
  void whatIsHalfAliveStays() {
    home.vault.put(FAT);
    List<String> old = home.names(0, "shard");
    delete(FAT.subList(0, 2));
    assertThat(home.vault.repair().rewritten()).isZero();
    assertThat(home.names(0, "shard")).isEqualTo(old);
  }

  @Test
  void everyVersionMovesWithItsRecord() {
    home.vault.put(FAT);
    HealthRecord first = FAT.get(0);
    HealthRecord second = new HealthRecord(
        first.id(), first.type(), first.day(), first.categories(), first.labels(), new byte[] {7});
    home.vault.put(List.of(second));
    delete(FAT.subList(1, 8));
    assertThat(home.vault.repair().rewritten()).isEqualTo(1);
    home.vault.repair();
    RecordHistory history = home.vault.versions(first.id());
    assertThat(history.versions()).extracting(RecordVersion::record).containsExactly(second, first);
    assertThat(home.vault.records().records()).containsExactly(second);
  }

  @Test
  void thePartsOfALargeRecordStay() throws IOException {
    byte[] content = new byte[3 << 20];
    new Random(5).nextBytes(content);
    RecordHeader header = new RecordHeader(
        new RecordId("Media/scan"),
        "Media",
        LocalDate.of(2026, 3, 3),
        Set.of(LABORATORY),
        Set.of(Label.NORMAL));
    home.vault.put(header, new ByteArrayInputStream(content));
    home.vault.put(FAT);
    delete(FAT.subList(2, 8));
    assertThat(home.vault.repair().rewritten()).isEqualTo(1);
    home.vault.repair();
    home.reopen();
    try (RecordContent opened = home.vault.open(header.id()).content().orElseThrow()) {
      assertThat(opened.stream().readAllBytes()).isEqualTo(content);
    }
    assertThat(home.vault.get(FAT.get(1).id()).records()).containsExactly(FAT.get(1));
  }

  /** Without a custodian the rest can be read, and nothing is rewritten that could not be put back. */
  @Test
  void whatIsNotWholeIsNotWrittenAnew() {
    home.vault.put(FAT);
    delete(FAT.subList(2, 8));
    String silent = home.names(1, "shard").get(0);
    home.watch = new Watch() {
      @Override
      public void reads(String name) {
        if (name.equals(silent)) {
          throw new StorageException(ErrorCode.STORE_FAILED, "the test took it down");
        }
      }
    };
    assertThat(home.vault.repair().rewritten()).isZero();
    home.watch = Watch.NONE;
    assertThat(home.vault.repair().rewritten()).isEqualTo(1);
  }

  /** In two categories, so that each has two slots, which must lead to one place. */
  private static HealthRecord fat(String name, int seed) {
    byte[] content = new byte[3_000];
    new Random(seed).nextBytes(content);
    return new HealthRecord(
        new RecordId("Observation/" + name),
        "Observation",
        LocalDate.of(2026, 3, 3).plusDays(seed),
        Set.of(LABORATORY, DOCUMENTS),
        Set.of(Label.NORMAL),
        content);
  }
}
