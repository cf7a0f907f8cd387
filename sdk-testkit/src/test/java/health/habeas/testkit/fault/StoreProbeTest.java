// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StoreCapability;
import health.habeas.shard.StoreCheck;
import health.habeas.shard.StoreFinding;
import health.habeas.shard.StoreProbe;
import health.habeas.shard.StoreReport;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StoreProbeTest {
  private final ShardStore sound = ShardStore.inMemory();
  private final FaultyShardStore store = FaultyShardStore.over(sound);

  @Test
  void findsASoundStoreFitAndLeavesNothing() {
    StoreReport report = StoreProbe.of(store).run().requireFit();
    assertThat(report.findings())
        .extracting(StoreFinding::check)
        .containsExactlyInAnyOrder(StoreCheck.values());
    assertThat(report.capabilities()).isEqualTo(sound.capabilities());
    assertThat(sound.list("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "OVERWRITE, CREATE_ONLY",
    "OVERWRITE, ONE_WINNER",
    "LOSE, READ_AFTER_WRITE",
    "LOSE, DELETE",
    "STALE, READ_AFTER_WRITE",
    "STALE, LIST",
    "FLIP, READ_AFTER_WRITE",
    "FLIP, ONE_WINNER",
    "TRUNCATE, READ_AFTER_WRITE",
    "SWAP, ONE_WINNER"
  })
  void namesWhatAStoreDoesNotDo(StoreFault fault, StoreCheck check) {
    sound.putIfAbsent("probe/0", new byte[] {1});
    store.misbehave(fault);
    StoreReport report = StoreProbe.of(store).run();
    assertThat(report.isFit()).isFalse();
    assertThat(failed(report)).contains(check);
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(report::requireFit)
        .withMessageContaining(check.duty())
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNFIT));
  }

  @ParameterizedTest
  @EnumSource(names = {"ERROR", "REFUSE", "FULL"})
  void aStoreThatFailsIsNotJudged(StoreFault fault) {
    store.misbehave(fault);
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(StoreProbe.of(store)::run)
        .satisfies(e -> assertThat(e.code()).isNotEqualTo(ErrorCode.STORE_UNFIT));
  }

  @Test
  void recordsWhetherAClosedWayIsClosed() {
    StoreCapability proven = StoreCapability.AUTHENTICATED;
    FaultyShardStore closed = FaultyShardStore.over(sound);
    closed.misbehave(StoreFault.REFUSE);
    assertThat(StoreProbe.of(store).closedTo(proven, closed).run().capabilities())
        .contains(proven);
    StoreReport open = StoreProbe.of(store).closedTo(proven, store).run();
    assertThat(open.capabilities()).doesNotContain(proven);
    assertThat(open.isFit()).isTrue();
    assertThat(sound.list("")).isEmpty();
  }

  private static Set<StoreCheck> failed(StoreReport report) {
    return report.findings().stream()
        .filter(finding -> !finding.passed())
        .map(StoreFinding::check)
        .collect(Collectors.toSet());
  }
}
