// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Finality;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads the table {@code entry}. */
final class Rows {
  /** The most entries of one read: about a megabyte of the usual leaves. */
  static final int PAGE = 8192;

  private static final String COLUMNS = "select position, time_ms, id, leaf from entry ";
  private static final String RANGE =
      COLUMNS + "where position >= ? and position < ? order by position";
  private static final String BY_ID = COLUMNS + "where id = any(?)";

  private Rows() {}

  /** Entries from a position on, without a gap; empty at the end. */
  static List<StoredEntry> range(Connection connection, long from, int max) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(RANGE)) {
      statement.setLong(1, from);
      statement.setLong(2, from > Long.MAX_VALUE - PAGE ? from : from + Math.min(max, PAGE));
      List<StoredEntry> entries = read(statement);
      for (int i = 0; i < entries.size(); i++) {
        if (entries.get(i).position() != from + i) {
          throw new LedgerException.Integrity(
              LedgerErrorCode.LOG_CORRUPT,
              "the table entry has no row for position " + (from + i) + ", and has later ones");
        }
      }
      return entries;
    }
  }

  /** The entries of these ids that are recorded, in no order. */
  static List<StoredEntry> byId(Connection connection, List<EntryId> ids) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BY_ID)) {
      statement.setArray(1, bytes(connection, ids, EntryId::bytes));
      return read(statement);
    }
  }

  /** An array of PostgreSQL, in its binary form. */
  static <T> Array bytes(Connection connection, List<T> values, Function<T, byte[]> content)
      throws SQLException {
    return connection.createArrayOf("bytea", values.stream().map(content).toArray(byte[][]::new));
  }

  private static List<StoredEntry> read(PreparedStatement statement) throws SQLException {
    List<StoredEntry> entries = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        Entry entry = new Entry(EntryId.of(rows.getBytes(3)), rows.getBytes(4));
        Instant time = Instant.ofEpochMilli(rows.getLong(2));
        entries.add(new StoredEntry(rows.getLong(1), time, Finality.FINAL, entry));
      }
    }
    return entries;
  }
}
