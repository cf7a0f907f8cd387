// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import java.nio.charset.StandardCharsets;

/**
 * Every domain string of the SDK, so that a hash, key or signature made for one purpose serves no other (L3).
 *
 * <p>Immutable.
 */
public enum Domain {
  // what is signed (COSE external_aad)
  GRANT("habeas/grant/1"),
  POSSESSION("habeas/pop/1"),
  RECORD("habeas/record/1"),
  RECORD_ID("habeas/record-id/1"),
  MANIFEST("habeas/manifest/1"),
  ITEM("habeas/item/2"),
  GRANTEE("habeas/grantee/1"),
  VAULT_CARD("habeas/vault-card/1"),
  OWNER("habeas/owner/1"),
  DEPOSIT("habeas/deposit/1"),
  REVOCATION("habeas/revocation/1"),
  DIRECTIVES("habeas/directives/1"),
  AUDIT_PASS("habeas/audit-pass/1"),
  CUSTODY("habeas/custody/1"),
  DELETION("habeas/deletion/1"),
  REPAIR("habeas/repair/1"),
  // what is hashed
  GRANT_ID("habeas/grant-id/1"),
  VAULT_ID("habeas/vault-id/1"),
  HYBRID_VAULT_ID("habeas/hybrid-vault-id/1"),
  HYBRID_KEY("habeas/hybrid-key/1"),
  STATUS("habeas/status/1"),
  LEAF("habeas/leaf/1"),
  STREAM("habeas/stream/1"),
  REVOCATION_ENTRY("habeas/entry/revocation/1"),
  STATEMENT_ENTRY("habeas/entry/revocation-statement/1"),
  STATEMENT_LEAF("habeas/leaf/revocation-statement/1"),
  CHAIN("habeas/chain/1"),
  SELECTOR("habeas/selector/1"),
  LARGE_RECORD("habeas/large-record/1"),
  PART("habeas/part/1"),
  LEAF_CHUNK("habeas/leaf-chunk/1"),
  OBJECT_ROOT("habeas/object-root/1"),
  SHARD_DIGEST("habeas/shard-digest/1"),
  CHECK_PHRASE("habeas/check-phrase/1"),
  // what is derived (HKDF info, HMAC)
  COMPARTMENT("habeas/k/compartment/1"),
  EPOCH("habeas/k/epoch/1"),
  INDEX("habeas/k/index/1"),
  PAGE("habeas/k/page/1"),
  PAGE_NAME("habeas/k/page-name/1"),
  DAY_TAG("habeas/k/day-tag/1"),
  DAY_HINT("habeas/k/day-hint/1"),
  SLOT("habeas/k/slot/2"),
  OBJECT("habeas/object/1"),
  ROOT_SIGNING("habeas/k/root-signing/1"),
  ML_DSA_SIGNING("habeas/k/ml-dsa-signing/1"),
  INBOX("habeas/k/inbox/1"),
  JOURNAL("habeas/k/journal/1"),
  JOURNAL_NAME("habeas/k/journal-name/1"),
  JOURNAL_ENTRY("habeas/k/journal-entry/1"),
  PATIENT_EPOCH("habeas/k/patient-epoch/1"),
  PATIENT_EPOCH_NAME("habeas/k/patient-epoch-name/1"),
  STATUS_ROOT("habeas/k/status/1"),
  RECORD_NAME("habeas/k/record-name/1"),
  CONTENT("habeas/k/content/1"),
  OBJECT_NAME("habeas/k/object-name/1"),
  AUDIT_TICKETS("habeas/k/audit-tickets/1"),
  AUDIT_TICKET_NAME("habeas/k/audit-ticket-name/1"),
  AUDIT_NONCE("habeas/k/audit-nonce/1"),
  KEY_UPDATE_NAME("habeas/k/key-update-name/1"),
  UPDATE_SECRET("habeas/k/update-secret/1"),
  UPDATE_KEY("habeas/k/key-update/1"),
  ARCHIVE("habeas/k/archive/1"),
  BREAK_GLASS("habeas/k/break-glass/1"),
  // what is sealed (HPKE info)
  KEYBOX("habeas/keybox/1"),
  KEY_UPDATE("habeas/key-update/1"),
  RECEIPT("habeas/receipt/1"),
  ACCESSOR("habeas/accessor/1"),
  INBOX_ITEM("habeas/inbox-item/1"),
  // what is kept in custody (AEAD associated data)
  KEY_FILE("habeas/key-file/1");

  private final String text;

  Domain(String text) {
    this.text = text;
  }

  /** The domain string in ASCII, a fresh copy. */
  public byte[] bytes() {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
