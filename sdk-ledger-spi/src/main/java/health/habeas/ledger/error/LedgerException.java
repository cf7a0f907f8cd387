// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The root of all errors that a ledger raises. The subtype says what to do: try again, stop, or distrust; the
 * {@link #code()} says why.
 *
 * <p>The message reads {@code HBS-6nnn what and why; what to do (docs/errors/HBS-6nnn.md)} and never holds a leaf, an
 * entry id, a key or health data. Immutable.
 */
public abstract sealed class LedgerException extends RuntimeException
    permits LedgerException.Retryable, LedgerException.Permanent, LedgerException.Integrity {
  private static final long serialVersionUID = 1L;

  private final LedgerErrorCode code;

  private LedgerException(LedgerErrorCode code, String what, @Nullable Throwable cause) {
    super(code.describe(what), cause);
    this.code = code;
  }

  /** The stable code, equal across versions and languages. */
  public final LedgerErrorCode code() {
    return code;
  }

  /** The same call, with the same entry ids, may succeed later. Immutable. */
  public static final class Retryable extends LedgerException {
    private static final long serialVersionUID = 1L;
    private static final Duration SOON = Duration.ofMillis(50);

    private final Duration retryAfter;

    /**
     * An error with the usual hint of 50 milliseconds.
     *
     * @param code the stable code
     * @param what what happened and why, in one clause, without leaves, ids or health data
     */
    public Retryable(LedgerErrorCode code, String what) {
      this(code, what, SOON, null);
    }

    /**
     * An error with a hint and a cause.
     *
     * @param code the stable code
     * @param what what happened and why, in one clause, without leaves, ids or health data
     * @param retryAfter how long to wait before the next try
     * @param cause what raised it, or null
     */
    public Retryable(
        LedgerErrorCode code, String what, Duration retryAfter, @Nullable Throwable cause) {
      super(code, what, cause);
      this.retryAfter = retryAfter;
    }

    /** How long to wait before the next try. */
    public Duration retryAfter() {
      return retryAfter;
    }
  }

  /** The same call will fail again; nothing was changed. Immutable. */
  public static final class Permanent extends LedgerException {
    private static final long serialVersionUID = 1L;

    /**
     * An error without an underlying cause.
     *
     * @param code the stable code
     * @param what what happened and why, in one clause, without leaves, ids or health data
     */
    public Permanent(LedgerErrorCode code, String what) {
      this(code, what, null);
    }

    /**
     * An error with an underlying cause.
     *
     * @param code the stable code
     * @param what what happened and why, in one clause, without leaves, ids or health data
     * @param cause what raised it, or null
     */
    public Permanent(LedgerErrorCode code, String what, @Nullable Throwable cause) {
      super(code, what, cause);
    }
  }

  /** Something was proven to be altered, rolled back or contradictory; nothing of it was used. Immutable. */
  public static final class Integrity extends LedgerException {
    private static final long serialVersionUID = 1L;

    /**
     * An error without an underlying cause.
     *
     * @param code the stable code
     * @param what what happened and why, in one clause, without leaves, ids or health data
     */
    public Integrity(LedgerErrorCode code, String what) {
      this(code, what, null);
    }

    /**
     * An error with an underlying cause.
     *
     * @param code the stable code
     * @param what what happened and why, in one clause, without leaves, ids or health data
     * @param cause what raised it, or null
     */
    public Integrity(LedgerErrorCode code, String what, @Nullable Throwable cause) {
      super(code, what, cause);
    }
  }
}
