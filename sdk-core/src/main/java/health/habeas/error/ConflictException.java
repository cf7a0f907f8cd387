// SPDX-License-Identifier: Apache-2.0
package health.habeas.error;

import org.jspecify.annotations.Nullable;

/** Somebody else is writing the same thing; this session stopped before it could harm it. Immutable. */
public final class ConflictException extends HabeasException {
  private static final long serialVersionUID = 1L;

  /**
   * An error without an underlying cause.
   *
   * @param code the stable code
   * @param what what happened and why, in one clause, without secrets or health data
   */
  public ConflictException(ErrorCode code, String what) {
    this(code, what, null);
  }

  /**
   * An error with an underlying cause.
   *
   * @param code the stable code
   * @param what what happened and why, in one clause, without secrets or health data
   * @param cause what raised it, or null
   */
  public ConflictException(ErrorCode code, String what, @Nullable Throwable cause) {
    super(code, what, cause);
  }
}
