// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.shard.ShardStoreProvider;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ProvidersTest {
  @Test
  void theClassPathAndTheModulePathNameTheSameProviders() {
    ModuleDescriptor module = ModuleFinder.of(Path.of("target", "classes"))
        .find("health.habeas.shards.http")
        .orElseThrow()
        .descriptor();
    assertThat(ServiceLoader.load(ShardStoreProvider.class))
        .extracting(provider -> provider.getClass().getName())
        .containsExactlyElementsOf(module.provides().iterator().next().providers());
  }
}
