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
    List<Model.Deed> allowed = List.copyOf(Model.meaning(last.permission().scope()));
    Model.Deed deed = aim < 2 && !allowed.isEmpty() ? allowed.get(pick % allowed.size()) : any();
    List<Purpose> purposes =
        aim < 1 ? last.permission().purposes().stream().sorted().toList() : Universe.PURPOSES;
    return new AccessRequest(
        Story.VAULT, deed.action(), deed.facts(), purposes.get(purpose % purposes.size()));
  }

  private Model.Deed any() {
    int actions = Universe.ACTIONS.size();
    return new Model.Deed(
        Universe.ACTIONS.get(pick % actions),
        Universe.RECORDS.get(pick / actions % Universe.RECORDS.size()));
  }
}
