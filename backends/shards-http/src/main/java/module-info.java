// SPDX-License-Identifier: Apache-2.0

/**
 * Shards in an S3 bucket or on a WebDAV server, with the JDK alone.
 *
 * <p>Enter by {@code health.habeas.shards.http.S3ShardStore} or {@code WebDavShardStore}, or by {@code ShardStore.at} with
 * the schemes {@code s3:} and {@code webdav:}.
 */
module health.habeas.shards.http {
  requires transitive health.habeas.core;
  requires transitive java.net.http;
  requires java.xml;
  requires transitive static org.jspecify;

  exports health.habeas.shards.http;

  provides health.habeas.shard.ShardStoreProvider with
      health.habeas.shards.http.S3StoreProvider,
      health.habeas.shards.http.WebDavStoreProvider;
}
