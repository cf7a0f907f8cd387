// SPDX-License-Identifier: Apache-2.0

/**
 * Shard stores that are reached over HTTP: {@link health.habeas.shards.http.S3ShardStore} keeps blobs in a bucket, {@link
 * health.habeas.shards.http.WebDavShardStore} on a WebDAV server. Each opens
 * only after its server has shown that it keeps the contract of {@link health.habeas.shard.ShardStore}.
 *
 * <p>Nothing here knows what a blob means or holds a key of a vault. What it has are the credentials of the store, which
 * appear in no message.
 */
@NullMarked
package health.habeas.shards.http;

import org.jspecify.annotations.NullMarked;
