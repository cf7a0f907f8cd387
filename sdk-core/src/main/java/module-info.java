// SPDX-License-Identifier: Apache-2.0

/**
 * Keys, grants, shards and the vault: what an EHR vendor embeds.
 *
 * <p>Enter by {@code health.habeas}: {@code Vault} is the patient's door, {@code GrantedVault} the holder's.
 */
module health.habeas.core {
  requires transitive health.habeas.ledger;
  requires org.bouncycastle.provider;
  requires com.google.crypto.tink;
  requires org.slf4j;
  requires transitive static org.jspecify;

  exports health.habeas;
  exports health.habeas.error;
  exports health.habeas.grant;
  exports health.habeas.key;
  exports health.habeas.record;
  exports health.habeas.shard;

  uses health.habeas.key.KeyCustodyProvider;
  uses health.habeas.shard.ShardStoreProvider;

  provides health.habeas.key.KeyCustodyProvider with
      health.habeas.key.FileCustodyProvider;
}
