// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.error;

import java.util.Locale;

/**
 * Every way in which a ledger refuses or fails, with its remedy. Numbers are never reused: 60xx opening, 61xx try again,
 * 62xx refused for good, 63xx integrity.
 *
 * <p>Immutable.
 */
public enum LedgerErrorCode {
  NO_PROVIDER(6001, "add the backend's artifact to the class path, or correct the scheme"),
  ADDRESS_INVALID(6002, "write the address as scheme:target, for example file:demo/ledger"),
  IN_USE(6003, "close the other ledger on this place, then open it again"),
  UNWRITABLE(6004, "give this account write access to the place"),
  VERSION_UNKNOWN(6005, "update this software; the ledger was written by a newer one"),
  ALGORITHM_MISSING(6006, "give an MlDsa44 of BouncyCastle, or of the JDK from 24 on"),
  POLICY_MALFORMED(6007, "correct the policy in the place that is named"),
  LOG_MOVED(
      6009, "open the log where it moved to; if it does not open there, begin the move again"),
  MOVE_UNFINISHED(6010, "begin the move to this place again, or open the log where it comes from"),
  MOVE_REFUSED(6011, "move the log to a place where nothing is, and that keeps what it is given"),

  OVERLOADED(6101, "wait for the time of the hint, then append again with the same entry ids"),
  TIMEOUT(6102, "append again with the same entry ids; nothing is recorded twice"),
  FULL(6103, "free some space, then append again with the same entry ids"),
  INTERRUPTED(6104, "append again with the same entry ids; nothing is recorded twice"),
  UNAVAILABLE(6105, "check that the backend's storage is there, then repeat the call"),

  CONFLICT(6201, "choose a fresh entry id; this one already stands for another leaf"),
  ENTRY_TOO_LARGE(6202, "append the hash of the event, not the event"),
  BATCH_TOO_LARGE(6203, "split the batch at the limit that info() declares"),
  ENTRY_MALFORMED(6207, "build the entry from a 32-byte id and a leaf"),
  CLOSED(6204, "open the ledger again"),
  FROZEN(6205, "close the ledger, check its storage, open it again; find tells what was recorded"),
  OUT_OF_RANGE(6206, "ask for positions and sizes within the head checkpoint"),
  TILE_MISSING(6208, "read the tile that is named from another mirror; this one may be pruned"),
  ENTRY_RESERVED(6210, "choose the entry's id at random, or as the output of a hash"),
  KEYS_TOO_MANY(6211, "ask for 1,024 keys at a time"),

  LOG_CORRUPT(
      6301, "keep the damaged files, and restore this ledger from a copy that is not older"),
  ROLLED_BACK(6302, "restore the newest copy of this ledger; entries that were proven are missing"),
  FORKED(6303, "trust neither head until the log's operator explains both"),
  CHECKPOINT_UNTRUSTED(6304, "ask for a checkpoint that the log's own key signed"),
  PROOF_INVALID(6305, "ask the ledger for the proof again, and do not trust this one"),
  NOTE_MALFORMED(6306, "ask the sender for the text again; it was altered or cut"),
  KEY_INVALID(6307, "restore the key file from its backup; it is cut, altered or another's"),
  MISPLACED(6308, "use no position that this ledger gives until its operator has mended it"),
  COSIGNATURE_INVALID(
      6309, "ask for the checkpoint again; the line of a known cosigner was altered or forged"),
  QUORUM_MISSING(
      6310, "wait until more of the policy's witnesses cosigned, and ask for the checkpoint again"),
  FORK_UNPROVEN(6311, "ask for the file again; this one proves nothing against the log"),
  TILE_CORRUPT(6312, "read the tile that is named from another mirror, and tell the operator"),
  RECEIPT_MALFORMED(
      6313, "ask the issuer for the receipt again; it was altered, cut or is of another kind"),
  MAP_PROOF_INVALID(
      6330, "ask the ledger for the proof again, and conclude nothing about the key from this one"),
  HEAD_STALE(
      6320,
      "ask the log's operator and its witnesses why nothing was cosigned since; until then the log may"
          + " hold back what is new"),
  HEADS_DAMAGED(
      6321,
      "restore the file that is named from a copy; without it, what this client saw of the log is"
          + " forgotten"),
  LOG_ENDED(6322, "go on with the successor that the log's last head names"),
  SUCCESSION_INVALID(
      6323,
      "do not follow this log; ask its operator for one that begins with all that was proven"),
  STATE_UNTRUSTED(6331, "ask the ledger for the proof again, and conclude nothing from this one"),
  STATE_FALSE(6332, "trust no proof of a key from this log until its operator explains the state"),
  WITNESS_FORGOT(
      6340,
      "give the witness its newest record back, or begin anew with a new key and a new store");

  private final int number;
  private final String remedy;

  LedgerErrorCode(int number, String remedy) {
    this.number = number;
    this.remedy = remedy;
  }

  /** The stable name, for example {@code HBS-6201}. */
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
