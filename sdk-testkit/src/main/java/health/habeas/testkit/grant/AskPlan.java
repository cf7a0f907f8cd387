// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Grant;
import health.habeas.grant.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A question as small numbers. Immutable.
 *
 * @param pick which record and action
 * @param purpose which purpose
 * @param minutes when, from the universe's now
 * @param aim how much of it is chosen so that the last grant allows it: 0 all, 1 all but the purpose, 2 nothing
 */
record AskPlan(int pick, int purpose, int minutes, int aim) {
  Instant time() {
    return Universe.NOW.plus(Duration.ofMinutes(minutes));
  }

  AccessRequest request(Story story) {
    Grant last = story.chain().last();
    Model.Deed any = Model.deed(pick % Model.DEEDS);
    Model.Deed deed =
        aim < 2 ? Model.allowedDeed(last.permission().scope(), pick).orElse(any) : any;
    List<Purpose> purposes =
        aim < 1 ? last.permission().purposes().stream().sorted().toList() : Universe.PURPOSES;
    return new AccessRequest(
        Story.VAULT, deed.action(), deed.facts(), purposes.get(purpose % purposes.size()));
  }
}
