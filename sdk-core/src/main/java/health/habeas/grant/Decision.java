// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;

/** A verifier's answer. A refusal is a value, never an exception, and says what a person can do. Immutable. */
public sealed interface Decision {
  /** Whether it is an {@link Allow}. */
  default boolean isAllowed() {
    return this instanceof Allow;
  }

  /**
   * Yes, within this authority.
   *
   * @param authority what is allowed; for a {@link Selection}, filter each record with {@link Authority#allows}
   */
  record Allow(Authority authority) implements Decision {
    @Override
    public String toString() {
      return "Allow[" + authority.grant() + "]";
    }
  }

  /**
   * No. The same input gives the same code (L43).
   *
   * @param code stable across versions and languages, with a page in docs/errors
   * @param why what happened and why, in one clause, without keys or health data
   */
  record Deny(ErrorCode code, String why) implements Decision {
    /** What a person can do about it. */
    public String remedy() {
      return code.remedy();
    }

    /** For example {@code Deny[HBS-1004 grant 5f3a… is revoked since ledger entry 812; ask the patient …]}. */
    @Override
    public String toString() {
      return "Deny[" + code.id() + " " + why + "; " + remedy() + "]";
    }
  }
}
