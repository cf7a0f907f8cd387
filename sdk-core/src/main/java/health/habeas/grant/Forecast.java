// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import java.util.Optional;

/**
 * What a holder can tell for itself before it asks: whether verifiers would probably allow a request. It is not a
 * decision and no verifier may take it for one: nobody has proven possession (L36), no verifier's audience was checked,
 * and the holder can't know every directive. Immutable.
 */
public sealed interface Forecast {
  /**
   * Looks at signatures, links, time, revocations, purpose and scope. Never throws.
   *
   * @param chain the holder's own
   * @param request what it wants to ask
   * @param patients who may sign a root grant
   * @param at time, revocations, and directives as far as they are known
   */
  static Forecast of(
      GrantChain chain, AccessRequest request, PatientKeyView patients, Circumstances at) {
    Evaluation evaluation = new Evaluation(chain, request, at);
    Check standing = GrantVerifier.standing(patients, GrantVerifier.FRESHNESS);
    Decision decision = Check.guarded(() -> standing.and(RequestChecks.all()).decide(evaluation));
    return decision instanceof Decision.Deny deny
        ? new Refused(deny)
        : new Expected(evaluation.authority());
  }

  /** The refusal to expect; empty when none is. */
  default Optional<Decision.Deny> refusal() {
    return this instanceof Refused refused ? Optional.of(refused.deny()) : Optional.empty();
  }

  /**
   * Nothing speaks against it.
   *
   * @param authority what would be allowed
   */
  record Expected(Authority authority) implements Forecast {
    @Override
    public String toString() {
      return "Expected[" + authority.grant() + "]";
    }
  }

  /**
   * It would be refused.
   *
   * @param deny why
   */
  record Refused(Decision.Deny deny) implements Forecast {
    /** The refusal as a verifier would print it. */
    @Override
    public String toString() {
      return deny.toString();
    }
  }
}
