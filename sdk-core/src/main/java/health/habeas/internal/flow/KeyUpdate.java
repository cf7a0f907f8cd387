// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.grant.GrantId;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hkdf;
import health.habeas.internal.crypto.Hmac;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.flow.VaultEvent.PageRef;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import java.util.List;

/**
 * New keys for one surviving grant.
 *
 * @param grant whose keys
 * @param name where custodians keep it; only the patient and the grant's holder can compute it
 * @param sealed a keybox, sealed to the holder
 * @param given what it opens
 */
record KeyUpdate(GrantId grant, ItemName name, byte[] sealed, List<PageRef> given) {
  /** The name of a grant's update number n. */
  static ItemName name(Secret statusPreimage, int number) {
    try (Secret key = Hkdf.derive(statusPreimage, Domain.KEY_UPDATE_NAME)) {
      return ItemName.of(ItemKind.KEY_UPDATE, Hmac.of(key, Bytes.be32(number)));
    }
  }

  /** What an update is bound to. */
  static byte[] place(GrantId grant, int number) {
    return Bytes.concat(grant.bytes(), Bytes.be32(number));
  }

  VaultEvent.KeysUpdated.Handed handed() {
    return new VaultEvent.KeysUpdated.Handed(grant.bytes(), given);
  }
}
