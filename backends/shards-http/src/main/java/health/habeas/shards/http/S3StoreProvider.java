// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.http;

import health.habeas.shard.ShardStore;
import health.habeas.shard.ShardStoreProvider;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The scheme {@code s3:}, for example {@code
 * s3:https://s3.example.org/my-bucket?region=eu-central-1&prefix=node-1&credentials=/run/secrets/s3}. The file of credentials
 * has the properties {@code access-key-id}, {@code secret-access-key} and, for temporary ones, {@code session-token}; it is
 * read once. Thread-safe.
 */
public final class S3StoreProvider implements ShardStoreProvider {
  /** For the service loader. */
  public S3StoreProvider() {}

  @Override
  public String scheme() {
    return "s3";
  }

  @Override
  public ShardStore open(String place) {
    HttpLocation location = HttpLocation.parse(place, Set.of("region", "prefix"));
    S3StoreBuilder builder = S3ShardStore.in(location.address());
    location.setting("region").ifPresent(builder::region);
    location.setting("prefix").ifPresent(builder::prefix);
    return builder.credentials(credentials(location.credentials())).open();
  }

  private static S3Credentials credentials(Properties file) {
    String id = HttpLocation.required(file, "access-key-id");
    char[] secret = HttpLocation.required(file, "secret-access-key").toCharArray();
    return Optional.ofNullable(file.getProperty("session-token"))
        .map(token -> S3Credentials.temporary(id, secret, token.strip()))
        .orElseGet(() -> S3Credentials.of(id, secret));
  }
}
