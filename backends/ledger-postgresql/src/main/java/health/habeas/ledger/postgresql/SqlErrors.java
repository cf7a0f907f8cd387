// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.postgresql.util.PSQLException;

/**
 * What an error of the database means for the ledger. The driver's exception itself goes no further: its text may name an
 * address, a user or a value. Codes: PostgreSQL's manual, appendix A.
 */
final class SqlErrors {
  private static final Duration AFTER_A_RESTART = Duration.ofSeconds(1);

  private SqlErrors() {}

  /** Whether the server itself says that the statement was undone. */
  static boolean isUndone(SQLException e) {
    // 08, 57P: the connection ended before an answer; 58, XX: the server's own state is broken.
    return e instanceof PSQLException answer
        && answer.getServerErrorMessage() != null
        && !state(e).matches("(08|57P|58|XX).*");
  }

  static boolean isDuplicate(SQLException e) {
    return state(e).equals("23505");
  }

  /** The error to raise where nothing was recorded. */
  static LedgerException of(SQLException e) {
    String state = state(e);
    if (state.startsWith("28")) {
      return permanent(
          LedgerErrorCode.UNWRITABLE, "the database refuses this user, or its password", state);
    }
    return switch (state) {
      case "3D000" ->
        permanent(LedgerErrorCode.ADDRESS_INVALID, "the server has no such database", state);
      case "42501", "25006" ->
        permanent(LedgerErrorCode.UNWRITABLE, "this user may not write to the log's tables", state);
      case "53100" ->
        retryable(
            LedgerErrorCode.FULL,
            "the database's storage is full, so nothing of this call was recorded",
            state);
      default ->
        retryable(LedgerErrorCode.UNAVAILABLE, "the database did not do what was asked", state);
    };
  }

  /** The error beside entries of which nobody knows. */
  static LedgerException doubt(SQLException e) {
    return retryable(
        LedgerErrorCode.UNAVAILABLE,
        "the connection to the database ended before its answer came",
        state(e));
  }

  static String state(SQLException e) {
    return Objects.requireNonNullElse(e.getSQLState(), "none");
  }

  private static LedgerException permanent(LedgerErrorCode code, String what, String state) {
    return new LedgerException.Permanent(code, what + " (SQLSTATE " + state + ')');
  }

  private static LedgerException retryable(LedgerErrorCode code, String what, String state) {
    return new LedgerException.Retryable(
        code, what + " (SQLSTATE " + state + ')', AFTER_A_RESTART, null);
  }
}
