// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import java.time.Instant;

/**
 * One decision under way: its three inputs, and what follows from them. Immutable.
 *
 * @param chain what was presented, parsed
 * @param request what is asked
 * @param at the circumstances
 */
record Evaluation(GrantChain chain, AccessRequest request, Circumstances at) {
  Instant time() {
    return at.time();
  }

  Authority authority() {
    return Authority.of(chain, request, at.directives());
  }
}
