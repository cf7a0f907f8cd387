// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardStoreLocationTest {
  @Test
  void opensWhatIsBuiltIn(@TempDir Path folder) {
    try (ShardStore directory = ShardStore.at("directory:" + folder.resolve("store"));
        ShardStore memory = ShardStore.at("memory:")) {
      assertThat(directory.capabilities()).contains(StoreCapability.DURABLE);
      assertThat(memory.capabilities()).doesNotContain(StoreCapability.DURABLE);
      assertThat(directory.putIfAbsent("a", new byte[1])).isTrue();
      assertThat(folder.resolve("store/a")).exists();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "directory:", "directory: ", "/srv/habeas", "unknown:place"})
  void refusesWhatNobodyServes(String location) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> ShardStore.at(location))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_LOCATION));
  }
}
