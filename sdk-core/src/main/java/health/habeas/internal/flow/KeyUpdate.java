// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantId;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hkdf;
import health.habeas.internal.crypto.Hmac;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.flow.VaultEvent.PageRef;
import health.habeas.internal.flow.VaultState.Generation;
import health.habeas.key.Grantee;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * New keys for one surviving grant.
 *
 * @param grant whose keys
 * @param name where custodians keep it; only the patient and the grant's holder can compute it
 * @param sealed a keybox, sealed to the holder; of a break-glass grant, locked as its first one is
 * @param given what it opens
 */
record KeyUpdate(GrantId grant, ItemName name, byte[] sealed, List<PageRef> given) {
  /**
   * Who gets new keys: by a card, to which they are sealed, or without one, under what only its keybox and the patient have.
   *
   * @param chain down to the grant
   * @param card of a grant that the vault gave; whom a holder handed on to has shown the patient none
   * @param given the generations that it has
   * @param updates how many updates it got
   */
  record Recipient(GrantChain chain, Optional<Grantee> card, Set<Generation> given, int updates) {}

  /**
   * The name of a grant's update number n.
   *
   * @param secret the status preimage of a root grant, the update secret of a delegated one
   * @param number 0, 1, 2 …
   */
  static ItemName name(Secret secret, int number) {
    try (Secret key = Hkdf.derive(secret, Domain.KEY_UPDATE_NAME)) {
      return ItemName.of(ItemKind.KEY_UPDATE, Hmac.of(key, Bytes.be32(number)));
    }
  }

  /** What an update is bound to. */
  static byte[] place(GrantId grant, int number) {
    return Bytes.concat(grant.bytes(), Bytes.be32(number));
  }

  /**
   * The key of a delegated grant's updates, from its update secret, or of a break-glass grant's, from the key before its
   * keybox; the caller closes it.
   */
  static Secret key(Secret secret) {
    return Hkdf.derive(secret, Domain.UPDATE_KEY);
  }

  VaultEvent.KeysUpdated.Handed handed() {
    return new VaultEvent.KeysUpdated.Handed(grant.bytes(), given);
  }
}
