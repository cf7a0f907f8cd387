// SPDX-License-Identifier: Apache-2.0
package health.habeas.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of all errors that this SDK raises. The subtype says which part failed; the {@link #code()} says how.
 *
 * <p>The message reads {@code HBS-nnnn what and why; what to do (docs/errors/HBS-nnnn.md)} and never holds keys, tokens
 * or health data. Immutable.
 */
public abstract sealed class HabeasException extends RuntimeException
    permits InvalidInputException,
        CustodyException,
        StorageException,
        IntegrityException,
        ConflictException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  HabeasException(ErrorCode code, String what, @Nullable Throwable cause) {
    super(code.describe(what), cause);
    this.code = code;
  }

  /** The stable code, equal across versions and languages. */
  public final ErrorCode code() {
    return code;
  }
}
