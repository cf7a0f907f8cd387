// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.flow.Household.labs;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.OpenResult;
import health.habeas.ReadResult;
import health.habeas.shard.ShardStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Who has the patient's keys, so every compartment's key and every DEK, and the shards of k − 1 custodians, has no record.
 * {@code PackTest} tries to open what lies whole in such a shard.
 */
class FewCustodiansTest {
  private final Household home = new Household();

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void theShardsOfFewerThanKCustodiansGiveNoRecordEvenWithEveryKey() throws IOException {
    home.vault.put(labs("a", 5));
    home.vault.put(
        LargeRecordTest.header("scan"),
        new ByteArrayInputStream(LargeRecordTest.content(1_500_000)));
    for (ShardStore kept : home.stores) {
      Map<ShardStore, Map<String, byte[]>> taken = new HashMap<>();
      home.stores.stream()
          .filter(store -> store != kept)
          .forEach(store -> taken.put(store, shards(store)));
      taken.forEach((store, shards) -> shards.keySet().forEach(store::delete));
      home.reopen();
      ReadResult result = home.vault.records();
      assertThat(result.records()).isEmpty();
      assertThat(result.largeRecords()).isEmpty();
      assertThat(result.unopened()).isEqualTo(6);
      OpenResult scan = home.vault.open(LargeRecordTest.header("scan").id());
      assertThat(scan.content()).isEmpty();
      assertThat(scan.unopened()).isEqualTo(1);
      taken.forEach((store, shards) -> shards.forEach(store::putIfAbsent));
    }
    assertThat(home.vault.records().isComplete()).isTrue();
  }

  private static Map<String, byte[]> shards(ShardStore store) {
    Map<String, byte[]> shards = new HashMap<>();
    store.list("").stream()
        .filter(name -> name.contains("/shard/"))
        .forEach(name -> shards.put(name, store.get(name).orElseThrow()));
    return shards;
  }
}
