// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import java.util.Locale;

/**
 * What a custodian keeps for a vault, as far as it may know: the kind decides who may fetch it. Contents are ciphertext
 * or public keys.
 *
 * <p>Immutable.
 */
public enum ItemKind {
  /** The vault's public keys, signed by its root key. */
  CARD(false),
  /** One of the n pieces of a sealed object. */
  SHARD(true),
  /** What proves the pieces of an object, without a key. */
  MANIFEST(true),
  /** Who keeps the vault, signed: shards are found by it. */
  ROSTER(true),
  /** The slots of one compartment and one put. */
  PAGE(true),
  /** New keys for a surviving grant, sealed to its holder. */
  KEY_UPDATE(true),
  /** A custodian's share of the key to a break-glass grant's keybox: only for an access to break the glass under that grant. */
  BREAK_GLASS_SHARE(true),
  /** The patient's own journal. */
  JOURNAL(false),
  /** A patient epoch, wrapped; deleting every copy erases the vault. */
  EPOCH(false),
  /** An access receipt, sealed to the patient by the custodian that served. */
  RECEIPT(false),
  /** A deposit that waits for the patient's agent. */
  INBOX(false),
  /** Answers that custodians must be able to give to audits, sealed, and which of them were asked for. */
  AUDIT_TICKET(false),
  /** What custodians signed that they have of an object. */
  CUSTODY(false),
  /** That an object need not be kept, signed by the patient: the custodian's to keep for good. */
  DELETION(false),
  /** A statement about a key, kept by the custodian itself: the patient can read it, and neither put nor delete it. */
  REVOCATION(false);

  private final boolean released;

  ItemKind(boolean released) {
    this.released = released;
  }

  /** Whether a holder with a valid grant and a receipt may fetch it; the patient may fetch all. */
  public boolean releasedToHolders() {
    return released;
  }

  /** The folder in a store. */
  String folder() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
