// SPDX-License-Identifier: Apache-2.0

/**
 * Shards as files on an SFTP server, by Apache MINA SSHD, whose jars are automatic modules.
 *
 * <p>Enter by {@code health.habeas.shards.sftp.SftpShardStore}, or by {@code ShardStore.at} with the scheme {@code sftp:}.
 */
module health.habeas.shards.sftp {
  requires transitive health.habeas.core;
  requires org.apache.sshd.common;
  requires org.apache.sshd.core;
  requires org.apache.sshd.sftp;
  requires transitive static org.jspecify;

  exports health.habeas.shards.sftp;

  provides health.habeas.shard.ShardStoreProvider with
      health.habeas.shards.sftp.SftpStoreProvider;
}
