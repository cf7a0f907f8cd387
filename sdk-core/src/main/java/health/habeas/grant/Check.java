// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import java.util.Optional;
import java.util.function.Supplier;

/** One rule of a decision: it refuses, or leaves the decision to the next. */
@FunctionalInterface
interface Check {
  /** Why not; empty when the rule holds. */
  Optional<Decision.Deny> refusal(Evaluation e);

  /** This rule and, if it holds, the next. */
  default Check and(Check next) {
    return e -> refusal(e).or(() -> next.refusal(e));
  }

  /** Allow, within the chain's authority, when the rule holds. */
  default Decision decide(Evaluation e) {
    Optional<Decision.Deny> deny = refusal(e);
    return deny.isPresent() ? deny.get() : new Decision.Allow(e.authority());
  }

  /** Empty when it holds, else a refusal. */
  static Optional<Decision.Deny> require(boolean holds, ErrorCode code, String why) {
    return holds ? Optional.empty() : Optional.of(new Decision.Deny(code, why));
  }

  /** The same, for a reason that takes longer to say than the rule takes to check. */
  static Optional<Decision.Deny> require(boolean holds, ErrorCode code, Supplier<String> why) {
    return holds ? Optional.empty() : Optional.of(new Decision.Deny(code, why.get()));
  }

  /** The decision, or a refusal for whatever went wrong in it (L43). */
  static Decision guarded(Supplier<Decision> decision) {
    try {
      return decision.get();
    } catch (HabeasException e) {
      return new Decision.Deny(e.code(), reason(e));
    } catch (RuntimeException e) {
      return new Decision.Deny(
          ErrorCode.EVALUATION_FAILED,
          "the decision failed inside with " + e.getClass().getSimpleName());
    }
  }

  // a message reads "code what; remedy (page)"; a refusal says code and remedy by itself
  private static String reason(HabeasException e) {
    String message = String.valueOf(e.getMessage());
    String around = e.code().describe("\n");
    int before = around.indexOf('\n');
    int after = around.length() - before - 1;
    return message.substring(before, message.length() - after);
  }
}
