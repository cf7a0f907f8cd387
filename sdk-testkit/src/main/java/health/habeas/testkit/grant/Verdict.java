// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.Decision;

/**
 * What a verifier under test answered. Immutable.
 *
 * @param allowed whether it said yes
 * @param code the stable code of a refusal, for example {@code HBS-1004}; empty for a yes
 */
public record Verdict(boolean allowed, String code) {
  /**
   * The verdict of a decision of this SDK.
   *
   * @param decision what its verifier decided
   */
  public static Verdict of(Decision decision) {
    return decision instanceof Decision.Deny deny
        ? new Verdict(false, deny.code().id())
        : new Verdict(true, "");
  }
}
