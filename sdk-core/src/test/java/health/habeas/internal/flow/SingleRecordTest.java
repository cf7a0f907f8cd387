// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.flow.Household.LAYOUT;
import static health.habeas.internal.flow.Household.record;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.GrantedVault;
import health.habeas.ReadResult;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.grant.GrantChain;
import health.habeas.record.HealthRecord;
import health.habeas.record.RecordId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One record of many costs one or two chunks, and once the shares of its pack's key. */
class SingleRecordTest {
  private static final int RECORDS = 600;
  private static final int CHUNKS = 2;

  private final Household home = new Household();
  private final List<String> reads = Collections.synchronizedList(new ArrayList<>());
  private final List<HealthRecord> records = IntStream.range(0, RECORDS)
      .mapToObj(i -> record("r" + i, LABORATORY, (i + " ").repeat(200)))
      .toList();

  @BeforeEach
  void put() {
    home.vault.put(records);
    home.watch = new Watch() {
      @Override
      public void reads(String name) {
        reads.add(name);
      }
    };
  }

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void thePatientFetchesItsChunksAlone() {
    assertOneIsRead(() -> home.vault.get(records.get(RECORDS / 2).id()));
    assertThat(itemsOf("page")).isEmpty();
  }

  @Test
  void aHolderFetchesItsChunksAlone() {
    GrantChain chain = home.grant(home.clinic);
    try (GrantedVault view = home.door(chain, home.clinic)) {
      assertOneIsRead(() -> view.get(records.get(RECORDS / 2).id()));
    }
  }

  @Test
  void nothingIsFetchedOfARecordThatIsNotThere() {
    RecordId other = new RecordId("Observation/none");
    GrantChain chain = home.grant(home.clinic);
    try (GrantedVault view = home.door(chain, home.clinic)) {
      for (ReadResult none : List.of(home.vault.get(other), view.get(other))) {
        assertThat(none.records()).isEmpty();
        assertThat(none.isComplete()).isTrue();
      }
    }
    assertThat(itemsOf("shard")).isEmpty();
  }

  @Test
  void allOfThemAreFetchedAWholeShardAtATime() {
    assertThat(home.vault.records().records()).containsExactlyInAnyOrderElementsOf(records);
    int packs = 1 + RECORDS * 1200 / OpenPack.FULL_BYTES;
    assertThat(itemsOf("shard")).hasSizeLessThanOrEqualTo(packs * LAYOUT.total());
  }

  private void assertOneIsRead(Supplier<ReadResult> call) {
    assertThat(call.get().records()).containsExactly(records.get(RECORDS / 2));
    // A late answer may be asked of another custodian, too.
    assertThat(itemsOf("shard")).hasSizeBetween(1, CHUNKS + LAYOUT.data() + LAYOUT.total());
  }

  private List<String> itemsOf(String folder) {
    return reads.stream().filter(name -> name.contains("/" + folder + "/")).toList();
  }
}
