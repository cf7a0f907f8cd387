// SPDX-License-Identifier: Apache-2.0
package health.habeas.error;

import java.util.Locale;

/**
 * Every way in which the SDK refuses or fails, with its remedy. Numbers are never reused: 1xxx grants (denials), 2xxx
 * records and FHIR, 3xxx keys, 4xxx shards and custodians, 5xxx the vault. The ledger module has 6xxx for its own.
 *
 * <p>Immutable.
 */
public enum ErrorCode {
  GRANT_MALFORMED(1001, "ask the sender for the grant again; these bytes were altered or cut"),
  GRANT_SIGNATURE(
      1002, "ask the patient for a new grant; this one was not signed by whom it names"),
  GRANT_EXPIRED(1003, "ask the patient for a new grant"),
  GRANT_REVOKED(1004, "ask the patient for a new grant"),
  GRANT_NOT_YET_VALID(1005, "wait until the grant's window opens, or check this machine's clock"),
  GRANT_LIMIT(1006, "ask for a grant within the limits of docs/spec/grants.md"),
  GRANT_UNKNOWN_VERSION(1007, "update this software; the grant was made by a newer one"),
  CHAIN_BROKEN(1008, "ask the delegating holder for the whole chain, in order"),
  CHAIN_WIDENS(1009, "ask the delegating holder for a grant within its own"),
  ROOT_NOT_PATIENT(
      1010, "ask the patient for a grant; the first link was not signed by a key of hers"),
  SCOPE(1011, "ask the patient for a grant that covers this"),
  PURPOSE(
      1012, "state the purpose that the grant was given for, or ask for a grant with this purpose"),
  AUDIENCE(1013, "ask for a grant whose audience includes this system"),
  POSSESSION(1014, "sign the request with the key that the last grant names"),
  REPLAYED(1015, "sign a new request; each proof is accepted once"),
  DIRECTIVE(1016, "the patient has forbidden this; talk with the patient"),
  STALE_REVOCATIONS(1017, "connect to the ledger, then try again"),
  RECEIPT_MISSING(1018, "record the access in the ledger first, then present its proof"),
  SUSPECT_CLOCK(1019, "set this machine's clock, then try again"),
  UNKNOWN_VAULT(1020, "check that this custodian serves the vault that the grant names"),
  EVALUATION_FAILED(1021, "try again; if it stays, report it with this code"),
  GRANT_TERMS(1022, "complete or correct the terms as the message says"),
  USED_UP(1023, "ask the patient for a new grant, or for one with more uses"),
  KEY_REVOKED(1024, "use another key, and ask the patient for a grant to it"),
  BREAK_GLASS(
      1025, "ask the patient, or whoever speaks for her, for a break-glass grant of its own"),
  SUITE_UNSUPPORTED(1026, "use keys that can sign with ML-DSA-65, or open the vault in suite S1"),
  DIRECTIVE_INVALID(
      1027, "let the patient open her vault, which gives out her directives again; or mend them"),
  REVOCATION_INVALID(
      1028, "let the patient or the key's own holder revoke, or revoke the grant above it"),
  ACCESSOR_INVALID(1029, "name the person with 1 to 128 bytes, and the place with at most 256"),

  RECORD_INVALID(2001, "mend the record and put it again"),
  RECORD_TOO_LARGE(2002, "put it as a stream, or split it"),
  FHIR_NOT_JSON(2101, "send complete FHIR JSON"),
  FHIR_NOT_UTF8(2102, "send the file as UTF-8"),
  FHIR_NO_TYPE(2103, "add the resourceType"),
  FHIR_DUPLICATE_ID(
      2104, "give each resource its own id, or send the later version in a later file"),
  FHIR_TRUNCATED(2105, "send the file again; its end is missing"),
  FHIR_UNSUPPORTED(2106, "send a Bundle, a single resource, or Bulk Data NDJSON"),
  FHIR_LIMIT(2107, "split the file or the resource"),

  KEY_PASSPHRASE(3001, "enter the passphrase of this key file; after it is lost, use recovery"),
  KEY_FILE_TORN(3002, "restore the key file from its other copy; this one is cut or altered"),
  KEY_FILE_VERSION(3003, "update this software; the key file was written by a newer one"),
  KEY_FILE_UNREADABLE(
      3004, "check that the path exists and that this account may read and write it"),
  KEY_FILE_EXISTS(3005, "open the existing key file, or choose another path"),
  KEYS_CLOSED(3006, "open the keys again"),
  KEYBOX_UNOPENED(3007, "use the holder keys that the grant names"),
  KEY_FILE_KIND(3008, "open this key file as the kind of keys that it holds"),
  PASSPHRASE_SHORT(
      3009, "choose a passphrase of at least 8 characters; four random words are good"),
  INBOX_UNOPENED(3010, "ask the sender to seal to this vault's inbox key and send again"),
  CUSTODY_UNKNOWN(3011, "use file:<path>, or add the library that provides this scheme"),
  GRANTEE_INVALID(3012, "ask the holder for its card again; this one was cut or altered"),

  STORE_UNWRITABLE(4001, "make the directory writable for this account"),
  STORE_FULL(4002, "free some space; then repeat the call, which loses nothing"),
  STORE_FAILED(4003, "check the store; then repeat the call"),
  TOO_FEW_CUSTODIANS(
      4004, "bring custodians back until enough of them answer; then repeat the call"),
  OBJECT_CORRUPT(
      4005,
      "replace the named custodian's copy; if too few copies are sound, restore from an export"),
  OBJECT_MISSING(4006, "bring custodians back; if the record was deleted, nothing can be done"),
  LAYOUT_INVALID(4007, "choose 1 ≤ k < n ≤ 255 and as many custodians as shards"),
  CUSTODIAN_REFUSED(4008, "follow the remedy of the refusal that is named"),
  STORE_IN_USE(4009, "close the other custodians of this directory, or choose another directory"),
  DEPOSIT_TOO_LARGE(4010, "split the record, then deposit its parts"),
  DOMAINS_UNSAFE(
      4011, "add custodians in other failure domains, or accept it with acceptSharedDomains()"),
  REPAIR_REFUSED(4012, "ask the patient for a new repair cap"),
  SESSION_OVER(4013, "enter the custodian again; a vault does so by itself"),
  CUSTODIAN_UNREACHABLE(
      4014, "check the custodian's address, certificate and network; then repeat the call"),
  CUSTODIAN_ANSWER(
      4015, "check that the address is this custodian's, and that both sides are of one version"),
  STORE_UNFIT(4016, "use a store that does what the message names, or turn that on in its server"),
  STORE_REFUSED(
      4017, "correct the credentials, or let their account read, write, list and delete there"),
  STORE_LOCATION(4018, "correct the location, or add the library that serves its scheme"),
  DELETION_UNORDERED(
      4019, "leave the patient's signed order with the custodian first; a vault does so by itself"),

  VAULT_IN_USE(5001, "close the other session of this vault, then open it again"),
  VAULT_CONFIGURATION(5002, "complete the builder as its message says"),
  VAULT_ROLLED_BACK(
      5003, "bring the missing custodians back; these copies are older than the ledger"),
  VAULT_CLOSED(5004, "open the vault again"),
  ARCHIVE_INVALID(5005, "export again; this archive is cut or altered"),
  GRANT_UNKNOWN(5006, "check the grant id; this vault did not issue it"),
  LEDGER_IN_DOUBT(5007, "repeat the call; it will not be recorded twice"),
  LEDGER_REJECTED(5008, "follow the ledger's message, then repeat the call"),
  RECEIPT_UNPROVEN(5009, "do not trust this ledger until its operator explains the contradiction"),
  // 5010 was never raised: heads carry no time, and a clock that is behind shows as 1019.
  LEDGER_FAILED(
      5011, "follow the remedy of the ledger's error that is named; then repeat the call"),
  FAULT_UNPROVEN(5013, "blame nobody by it; ask whoever made it for the whole proof"),
  AUDIT_REFUSED(5014, "ask the patient for a new plan, or mend the call as the message says"),

  CONSENT_MALFORMED(6401, "send one complete Consent of FHIR R4 or R5 as JSON"),
  CONSENT_NOT_IN_FORCE(6402, "send the active, verified privacy Consents of this patient alone"),
  CONSENT_AMBIGUOUS(
      6403,
      "ask who recorded the Consent which reading is meant, and record it so that there is one"),
  CONSENT_UNSUPPORTED(
      6404, "record the Consent without the named element, or make the grants by hand"),
  CONSENT_CODE_UNKNOWN(6405, "use a code of the table in docs/spec/consent.md"),
  CONSENT_ACTOR_UNKNOWN(
      6406, "name a recipient whose card the directory has; say with community() who everybody is"),
  CONSENT_PERIOD(6407, "state a period that grants and directives can keep to"),
  CONSENT_CONFLICT(6408, "make the Consent that no longer holds inactive; then send the others"),
  CONSENT_LIMIT(6409, "record the Consent in smaller ones");

  private final int number;
  private final String remedy;

  ErrorCode(int number, String remedy) {
    this.number = number;
    this.remedy = remedy;
  }

  /** The stable name, for example {@code HBS-1004}. */
  public String id() {
    return String.format(Locale.ROOT, "HBS-%04d", number);
  }

  /** What a person can do about it. */
  public String remedy() {
    return remedy;
  }

  /**
   * The full message: code, what happened and why, remedy, page.
   *
   * @param what what happened and why, in one clause
   */
  public String describe(String what) {
    return id() + " " + what + "; " + remedy + " (docs/errors/" + id() + ".md)";
  }
}
