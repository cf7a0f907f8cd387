// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;
import health.habeas.key.VerifyKey;
import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LogFollower;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.LogMap;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Learns revocations by following a ledger: the entries that publish the preimage of a status handle. Whose it is tells only
 * who knows the handle, so an observer can neither count nor link one patient's revocations. Statements about keys are brought by
 * whoever has them ({@link #take}), since the ledger has only what hides them.
 *
 * <p>Guarantee: what it has read is proven against the log's signed head; a rollback, a fork or a wrong position raises an
 * integrity error. Grow-only (L28). Its time is that of the last successful {@link #follow}, and never goes back: a view
 * that could not be refreshed ages (L34), and a clock that is turned back shows (L27) and revives nothing (L25). Memory: at most 35
 * bytes a revocation, of which there may be 2^31 − 1. Thread-safe.
 */
public final class LedgerRevocations {
  private final Ledger ledger;
  private final LogFollower follower;
  private final HandleTable positions = new HandleTable(new SecureRandom().nextLong());
  private Revocations statements = Revocations.none(Instant.EPOCH);
  private volatile Snapshot newest = new Snapshot(positions, statements, 0, 0, Instant.EPOCH);

  private LedgerRevocations(Ledger ledger) {
    this.ledger = ledger;
    this.follower = new LogFollower(ledger.verifier(), this::take);
  }

  /**
   * A view that has read nothing yet.
   *
   * @param ledger which log to follow
   */
  public static LedgerRevocations of(Ledger ledger) {
    return new LedgerRevocations(ledger);
  }

  /**
   * The id of the entry that revokes whatever grants have this preimage's status handle. The preimage recorded under another
   * id revokes nothing; this one can't be taken by anybody who does not know the preimage, and asking for it tells nothing.
   *
   * @param preimage 32 bytes; not kept
   */
  public static EntryId id(byte[] preimage) {
    return EntryId.of(Sha256.of(Domain.REVOCATION_ENTRY, preimage));
  }

  /**
   * The ledger entry that revokes whatever grants have this preimage's status handle.
   *
   * @param preimage 32 bytes; public from the moment that this is appended
   */
  public static Entry entry(byte[] preimage) {
    return new Entry(id(preimage), preimage);
  }

  /**
   * Reads what is new, and gives a snapshot that does not change during a decision.
   *
   * @param now one sample of the local clock
   * @throws health.habeas.ledger.error.LedgerException if the ledger can't be asked, or lies; {@link #known} stays
   */
  public RevocationView follow(Instant now) {
    Checkpoint head = follower.follow(ledger);
    return advance(head.size(), ledger.settled(head), now);
  }

  /** What the last successful {@link #follow} knew, as of then; nothing is asked. As of 1970 if there was none. */
  public RevocationView known() {
    return newest;
  }

  /**
   * Verifies a statement about a key and takes it in for good; snapshots that are given from now on know it. Repeatable.
   *
   * @param statement whoever brought it
   * @param patients who is a patient of which vault
   * @return the position of its ledger entry, since which it counts
   * @throws InvalidInputException HBS-1028 if its signer may not revoke, or the ledger does not have its entry
   * @throws health.habeas.ledger.error.LedgerException if the ledger can't be asked, or lies
   */
  public long take(RevocationStatement statement, PatientKeyView patients) {
    long position = verify(statement, patients);
    add(statement, position);
    return position;
  }

  /**
   * The same without taking it in.
   *
   * @param statement whoever brought it
   * @param patients who is a patient of which vault
   * @return the position of its ledger entry
   * @throws InvalidInputException HBS-1028 as {@link #take} does
   */
  public long verify(RevocationStatement statement, PatientKeyView patients) {
    if (!statement.isPermitted(patients)) {
      throw new InvalidInputException(
          ErrorCode.REVOCATION_INVALID,
          "neither the patient nor the key itself signed the revocation");
    }
    Entry entry = statement.entry();
    StoredEntry stored = ledger
        .find(entry.id())
        .orElseThrow(() -> new InvalidInputException(
            ErrorCode.REVOCATION_INVALID, "the revocation is not in the ledger"));
    InclusionBundle proof = ledger.prove(stored.position());
    ledger.verify(proof);
    if (!proof.entry().equals(entry)) {
      throw new InvalidInputException(
          ErrorCode.REVOCATION_INVALID, "the ledger has another entry in place of the revocation");
    }
    return proof.position();
  }

  private synchronized void add(RevocationStatement statement, long position) {
    statements = statements.with(statement, position);
    newest = new Snapshot(positions, statements, newest.size(), newest.followed(), newest.asOf());
  }

  /** How many entries count: those that were read, unless the ledger's client wants witnesses, who have not seen them yet. */
  public long followed() {
    return newest.followed();
  }

  private synchronized Snapshot advance(long size, long settled, Instant now) {
    Instant asOf = now.isAfter(newest.asOf()) ? now : newest.asOf();
    newest = new Snapshot(
        positions,
        statements,
        Math.max(newest.size(), size),
        Math.max(newest.followed(), settled),
        asOf);
    return newest;
  }

  private void take(StoredEntry stored) {
    LogMap.STATUS
        .key(stored.entry().bytes())
        .ifPresent(handle -> positions.add(handle.bytes(), stored.position()));
  }

  /**
   * Everything below a log size; later entries do not show. What no witness has seen yet denies already, since nobody else can
   * know a preimage, and allows nothing.
   */
  private record Snapshot(
      HandleTable positions, Revocations statements, long size, long followed, Instant asOf)
      implements RevocationView {
    @Override
    public OptionalLong revokedSince(StatusHandle handle) {
      OptionalLong position = positions.find(handle);
      return position.isPresent() && position.getAsLong() < size ? position : OptionalLong.empty();
    }

    // A statement beyond the size is in the ledger all the same: proven when it was taken in.
    @Override
    public Set<KeyRevocation> keyRevocations(VaultId vault, VerifyKey key) {
      return statements.keyRevocations(vault, key);
    }
  }
}
