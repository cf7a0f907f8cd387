// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import health.habeas.shard.ShardStore;
import health.habeas.shard.ShardStoreProvider;
import java.util.Properties;
import java.util.Set;

/**
 * The scheme {@code webdav:}, for example {@code webdav:https://dav.example.org/habeas?credentials=/run/secrets/dav}. The file
 * of credentials has the properties {@code user} and {@code password}; it is read once. Thread-safe.
 */
public final class WebDavStoreProvider implements ShardStoreProvider {
  /** For the service loader. */
  public WebDavStoreProvider() {}

  @Override
  public String scheme() {
    return "webdav";
  }

  @Override
  public ShardStore open(String place) {
    HttpLocation location = HttpLocation.parse(place, Set.of());
    Properties file = location.credentials();
    char[] password = HttpLocation.required(file, "password").toCharArray();
    return WebDavShardStore.in(location.address())
        .credentials(WebDavCredentials.of(HttpLocation.required(file, "user"), password))
        .open();
  }
}
