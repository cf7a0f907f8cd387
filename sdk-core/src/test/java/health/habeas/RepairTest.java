// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import static health.habeas.Keepers.labs;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.record.HealthRecord;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.ObjectStatus;
import health.habeas.shard.ObjectStatus.State;
import health.habeas.shard.RepairReport;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StoreCapability;
import health.habeas.shard.StripeLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepairTest {
  private static final List<HealthRecord> RECORDS = labs("a", 30);
  private static final RecordId FIRST = RECORDS.get(0).id();

  @ParameterizedTest
  @CsvSource({"2,3", "4,6", "6,9"})
  void bringsEveryByteBackAfterTheLossOfAnyCustodiansThatMayBeLost(int data, int total) {
    StripeLayout layout = StripeLayout.of(data, total);
    try (Keepers home = new Keepers(layout)) {
      home.vault.put(RECORDS);
      home.grant();
      home.vault.revoke(home.grant().id());
      home.vault.put(labs("b", 3));
      List<Map<String, ByteBuffer>> before =
          IntStream.range(0, total).mapToObj(home::contents).toList();
      for (int lost = 1; lost < 1 << total; lost++) {
        if (Integer.bitCount(lost) == layout.parity()) {
          int gone = lost;
          IntStream.range(0, total).filter(i -> (gone >> i & 1) == 1).forEach(home::empty);
          RepairReport report = home.vault.repair();
          assertThat(report.isWhole()).as(report.toString()).isTrue();
          assertThat(report.restored()).isEqualTo(2 * layout.parity());
          assertThat(report.missing()).hasSize(layout.parity());
          IntStream.range(0, total)
              .forEach(i -> assertThat(home.contents(i)).isEqualTo(before.get(i)));
        }
      }
      RepairReport nothing = home.vault.repair();
      assertThat(nothing.restored() + nothing.copies()).isZero();
      assertThat(nothing.objects()).isEqualTo(2);
    }
  }

  @Test
  void cutOffAtAnyMomentIsFinishedByTheNext() {
    boolean cut = true;
    for (int writes = 0; cut; writes++) {
      try (Keepers home = new Keepers(StripeLayout.of(2, 3))) {
        home.vault.put(RECORDS);
        home.vault.put(labs("b", 3));
        List<Map<String, ByteBuffer>> before =
            IntStream.range(0, 3).mapToObj(home::contents).toList();
        home.empty(1);
        AtomicInteger left = new AtomicInteger(writes);
        home.watch = new Watch() {
          @Override
          public void writes(String name) {
            if (left.getAndDecrement() <= 0) {
              throw new IllegalStateException("the power is gone");
            }
          }
        };
        cut = !home.vault.repair().isWhole();
        home.watch = Watch.NONE;
        home.reopen();
        assertThat(home.vault.repair().isWhole()).isTrue();
        IntStream.range(0, 3).forEach(i -> assertThat(home.contents(i)).isEqualTo(before.get(i)));
      }
      assertThat(writes).isLessThan(200);
    }
  }

  @Test
  void namesWhoAlteredAPieceAndPutsItRight() {
    try (Keepers home = new Keepers(StripeLayout.of(4, 6))) {
      home.vault.put(RECORDS);
      home.flip(1, home.names(1, "shard").get(0));
      home.flip(2, home.names(2, "manifest").get(0));
      home.flip(3, home.names(3, "page").get(0));
      RepairReport report = home.vault.repair();
      assertThat(report.wrong()).isEqualTo(Map.of("node-1", 1, "node-2", 1, "node-3", 1));
      assertThat(report.missing()).isEmpty();
      assertThat(report.isWhole()).isTrue();
      assertThat(home.vault.explain(FIRST))
          .hasValueSatisfying(s -> assertThat(s.isWhole()).isTrue());
      assertThat(home.vault.records().lyingCustodians()).isEmpty();
    }
  }

  @Test
  void findsOutWhoSaysItStoredAndDidNot() {
    try (Keepers home = new Keepers(StripeLayout.of(4, 6))) {
      Forgetful forgetful = new Forgetful(ShardStore.inMemory());
      Custodian liar = home.over("node-5", forgetful);
      home.vault.close();
      home.custodians.set(5, liar);
      home.vault = home.open();
      forgetful.forgets = true;
      home.vault.put(RECORDS);
      RepairReport report = home.vault.repair();
      assertThat(report.deceiving()).containsExactly("node-5");
      assertThat(report.isWhole()).isFalse();
      assertThat(report.toString()).contains("said to be stored, and not there, at node-5");
    }
  }

  @Test
  void saysWhatCannotBeDoneNowAndDoesItLater() {
    try (Keepers home = new Keepers(StripeLayout.of(4, 6))) {
      home.vault.put(RECORDS);
      for (int i = 0; i < 3; i++) {
        home.names(i, "shard").forEach(home.stores.get(i)::delete);
      }
      RepairReport lost = home.vault.repair();
      assertThat(lost.lost()).hasSize(1);
      assertThat(lost.isWhole()).isFalse();
      assertThat(home.vault.explain(FIRST).orElseThrow().toString())
          .contains("can't be rebuilt now: 3 pieces are sound, and 4 are needed");
    }
  }

  @Test
  void aCustodianThatDoesNotAnswerIsPendingAndTheOthersGetTheirs() {
    try (Keepers home = new Keepers(StripeLayout.of(4, 6))) {
      home.vault.put(RECORDS);
      home.names(0, "shard").forEach(home.stores.get(0)::delete);
      String silent = home.names(1, "shard").get(0);
      home.watch = new Watch() {
        @Override
        public void reads(String name) {
          if (name.equals(silent)) {
            throw new StorageException(ErrorCode.STORE_FAILED, "the test took it down");
          }
        }
      };
      RepairReport report = home.vault.repair();
      assertThat(report.pending()).isEqualTo(Map.of("node-1", 1));
      assertThat(report.restored()).isEqualTo(1);
      ObjectStatus status = home.vault.explain(FIRST).orElseThrow();
      assertThat(status.mayFail()).isEqualTo(1);
      assertThat(status.pieces()).filteredOn(p -> p.state() == State.SILENT).hasSize(1);
      home.watch = Watch.NONE;
      assertThat(home.vault.repair().isWhole()).isTrue();
    }
  }

  @Test
  void explainsARecordPieceByPiece() {
    try (Keepers home = new Keepers(StripeLayout.of(2, 3))) {
      home.vault.put(RECORDS);
      ObjectStatus whole = home.vault.explain(FIRST).orElseThrow();
      assertThat(whole.isWhole()).isTrue();
      String one = whole.pieces().get(1).custodian();
      int at = Integer.parseInt(one.substring("node-".length()));
      home.flip(at, home.names(at, "shard").get(0));
      String two = whole.pieces().get(0).custodian();
      int other = Integer.parseInt(two.substring("node-".length()));
      home.names(other, "manifest").forEach(home.stores.get(other)::delete);
      assertThat(home.vault.explain(FIRST).orElseThrow())
          .hasToString("object " + whole.object() + "…: any 2 of 3 pieces rebuild it\n"
              + "  piece 0  " + two + "  sound\n"
              + "  piece 1  " + one
              + "  altered: what the custodian gave is not what was stored\n"
              + "  piece 2  " + whole.pieces().get(2).custodian() + "  sound\n"
              + "  manifest at " + two + "  missing: the custodian answers and does not have it\n"
              + "can be rebuilt, and no more pieces may be lost");
      assertThat(home.vault.explain(new RecordId("Observation/none"))).isEmpty();
    }
  }

  @Test
  void aRepairerWithCapsBringsPiecesBackWithoutAnyKey() {
    try (Keepers home = new Keepers(StripeLayout.of(4, 6))) {
      home.vault.put(RECORDS);
      Repairer repairer = Repairer.of(home.vault.repairCaps(Duration.ofDays(30)), home.custodians);
      home.vault.close();
      List<Map<String, ByteBuffer>> before =
          IntStream.range(0, 6).mapToObj(home::contents).toList();
      home.names(0, "shard").forEach(home.stores.get(0)::delete);
      home.names(0, "manifest").forEach(home.stores.get(0)::delete);
      home.flip(4, home.names(4, "shard").get(0));
      RepairReport report = repairer.run();
      assertThat(report.isWhole()).as(report.toString()).isTrue();
      assertThat(report.restored()).isEqualTo(2);
      assertThat(report.copies()).isEqualTo(1);
      assertThat(report.wrong()).isEqualTo(Map.of("node-4", 1));
      IntStream.range(0, 6).forEach(i -> assertThat(home.contents(i)).isEqualTo(before.get(i)));
      home.now = home.now.plus(Duration.ofDays(31));
      RepairReport over = repairer.run();
      assertThat(over.refused()).hasSize(6);
      assertThat(over.isWhole()).isFalse();
      home.vault = home.open();
    }
  }

  /** Says that it stored, and keeps nothing of it, once it {@code forgets}. */
  private static final class Forgetful implements ShardStore {
    private final ShardStore store;
    private volatile boolean forgets;

    Forgetful(ShardStore store) {
      this.store = store;
    }

    @Override
    public boolean putIfAbsent(String name, byte[] blob) {
      return forgets || store.putIfAbsent(name, blob);
    }

    @Override
    public Set<String> putAllIfAbsent(Map<String, byte[]> blobs) {
      return forgets ? Set.of() : store.putAllIfAbsent(blobs);
    }

    @Override
    public Optional<byte[]> get(String name) {
      return store.get(name);
    }

    @Override
    public Optional<byte[]> getRange(String name, long offset, int length) {
      return store.getRange(name, offset, length);
    }

    @Override
    public boolean delete(String name) {
      return store.delete(name);
    }

    @Override
    public List<String> list(String prefix) {
      return store.list(prefix);
    }

    @Override
    public Set<StoreCapability> capabilities() {
      return store.capabilities();
    }

    @Override
    public void close() {}
  }
}
