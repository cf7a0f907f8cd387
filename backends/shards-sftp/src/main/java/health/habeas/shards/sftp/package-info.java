// SPDX-License-Identifier: Apache-2.0

/**
 * Shards as files on an SFTP server: {@link health.habeas.shards.sftp.SftpShardStore}. It opens only after the server has shown
 * that it keeps the contract of {@link health.habeas.shard.ShardStore}, and only to the host key that it was given.
 */
@NullMarked
package health.habeas.shards.sftp;

import org.jspecify.annotations.NullMarked;
