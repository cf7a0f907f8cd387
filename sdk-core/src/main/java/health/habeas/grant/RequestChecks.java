// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import java.util.Optional;

/** Whether a chain that is in force covers the request: vault, purpose, directives, scope. Thread-safe. */
final class RequestChecks {
  private RequestChecks() {}

  static Check all() {
    Check purpose = RequestChecks::purpose;
    return purpose.and(BreakGlass::rules).and(RequestChecks::directives).and(RequestChecks::scope);
  }

  static Optional<Decision.Deny> vault(Evaluation e) {
    return Check.require(
        e.chain().root().parties().vault().equals(e.request().vault()),
        ErrorCode.UNKNOWN_VAULT,
        "the grant is for another vault than the request");
  }

  private static Optional<Decision.Deny> purpose(Evaluation e) {
    Purpose asked = e.request().purpose();
    boolean granted =
        e.chain().grants().stream().allMatch(g -> g.permission().purposes().contains(asked));
    return Check.require(
        granted, ErrorCode.PURPOSE, "the grant is not for the purpose " + asked.name());
  }

  private static Optional<Decision.Deny> directives(Evaluation e) {
    return Check.require(
        !e.authority().isForbidden(e.request()),
        ErrorCode.DIRECTIVE,
        "a directive of the patient forbids this");
  }

  private static Optional<Decision.Deny> scope(Evaluation e) {
    Authority authority = e.authority();
    AccessRequest request = e.request();
    boolean covered = request.selector() instanceof RecordFacts facts
        ? authority.inEveryScope(request.action(), facts)
        : request.selector() instanceof Selection selection
            && authority.overlapsEveryScope(request.action(), selection);
    return Check.require(
        covered,
        ErrorCode.SCOPE,
        "grant " + e.chain().id() + " does not cover " + request.action() + " of what was asked");
  }
}
