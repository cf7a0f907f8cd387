// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import health.habeas.ledger.MovableLogIdentity;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The log's key, in a directory of this machine, and its newest head, there and in the database: in the directory it outlives
 * the restoration of an old database, in the database it reaches a machine that takes over. Not thread-safe.
 */
final class DatabaseLogIdentity implements MovableLogIdentity {
  private static final String NEWEST = "select note from head";
  private static final String STORE = "insert into head (size, note) values (?, ?)"
      + " on conflict (one) do update set size = excluded.size, note = excluded.note"
      + " where head.size <= excluded.size";

  private final MovableLogIdentity local;
  private final Readers readers;

  DatabaseLogIdentity(MovableLogIdentity local, Readers readers) {
    this.local = local;
    this.readers = readers;
    readers.query(this::load).filter(this::isNewer).ifPresent(local::store);
  }

  private boolean isNewer(SignedCheckpoint head) {
    return local.newest().map(DatabaseLogIdentity::size).orElse(-1L) < size(head);
  }

  private Optional<SignedCheckpoint> load(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(NEWEST);
        ResultSet row = statement.executeQuery()) {
      return row.next() ? Optional.of(verified(row.getString(1))) : Optional.empty();
    }
  }

  private SignedCheckpoint verified(String note) {
    SignedCheckpoint head = SignedCheckpoint.parse(note);
    if (!signer().verifier().signed(head.note())) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.LOG_CORRUPT, "the signed head in the table head is damaged");
    }
    return head;
  }

  @Override
  public SignerKey signer() {
    return local.signer();
  }

  @Override
  public Optional<SignedCheckpoint> newest() {
    return local.newest();
  }

  private static long size(SignedCheckpoint head) {
    return head.claimed().size();
  }

  @Override
  public void store(SignedCheckpoint head) {
    local.store(head);
    readers.query(connection -> store(connection, head));
  }

  private static int store(Connection connection, SignedCheckpoint head) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(STORE)) {
      statement.setLong(1, size(head));
      statement.setString(2, head.toString());
      return statement.executeUpdate();
    }
  }

  // Where the key is, the log is.

  @Override
  public boolean isArriving() {
    return local.isArriving();
  }

  @Override
  public void adopt() {
    local.adopt();
  }

  @Override
  public Optional<String> retiredTo() {
    return local.retiredTo();
  }

  @Override
  public void retire(String place) {
    local.retire(place);
  }

  @Override
  public void forget() {
    local.forget();
  }
}
