// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * The end of the log, as the one row of the table {@code log} has it.
 *
 * @param fence raised by every writer that begins; an append of a lower one records nothing
 * @param size the next position
 * @param timeMillis of the newest entry
 */
record Tail(long fence, long size, long timeMillis) {
  /** The columns that {@link #read} reads, in order. */
  static final String COLUMNS = "fence, size, time_ms";

  static Tail read(ResultSet row) throws SQLException {
    return new Tail(row.getLong(1), row.getLong(2), row.getLong(3));
  }

  Instant time() {
    return Instant.ofEpochMilli(timeMillis);
  }
}
