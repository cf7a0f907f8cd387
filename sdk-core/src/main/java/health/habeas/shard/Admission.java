// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.grant.Decision;

/** A custodian's own answer to a holder who presents a grant. Immutable. */
public sealed interface Admission {
  /**
   * Come in.
   *
   * @param session what may be fetched or left there
   */
  record Admitted(ReleaseSession session) implements Admission {}

  /**
   * No.
   *
   * @param deny why, and what to do
   */
  record Refused(Decision.Deny deny) implements Admission {}
}
