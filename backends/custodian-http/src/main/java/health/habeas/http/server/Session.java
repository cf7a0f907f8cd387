// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import health.habeas.key.Suite;
import health.habeas.shard.OwnerSession;
import health.habeas.shard.ReleaseSession;
import health.habeas.shard.RepairCap;

/** What a token stands for. Immutable. */
sealed interface Session {
  /** A patient who proved her key. */
  record Owner(OwnerSession custodian) implements Session {}

  /**
   * A holder who was admitted.
   *
   * @param custodian what it may do there
   * @param suite in which its grants name holders
   */
  record Holder(ReleaseSession custodian, Suite suite) implements Session {}

  /**
   * Whoever repairs one object. The custodian is asked about the cap anew at each call, so that it ends when it says.
   *
   * @param cap what the patient signed
   */
  record Repairer(RepairCap cap) implements Session {}

  /** A session that was, and is over by time. */
  record Over() implements Session {}
}
