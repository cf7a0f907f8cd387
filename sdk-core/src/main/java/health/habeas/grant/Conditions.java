// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * On what terms a grant is used. Immutable; the set is copied.
 *
 * @param depth how often it may be handed on, 0 to 4; it falls with every link (L18)
 * @param audience which verifiers may accept it, by name
 * @param obligations what the holder owes
 * @param offline how old a revocation view a verifier may use, in whole seconds, at most 30 days; zero is the default and
 *     the safe choice. Never used for a delegated grant
 * @param limits how often it may be used, and how long what was read may be kept
 */
public record Conditions(
    int depth,
    Field<String> audience,
    Set<Obligation> obligations,
    Duration offline,
    Limits limits) {
  /** The deepest delegation: a chain has at most five links. */
  public static final int MAX_DEPTH = 4;

  static final Duration MAX_OFFLINE = Duration.ofDays(30);

  /** Not to be handed on, for any verifier, without obligations, never offline, as often as wanted. */
  public static final Conditions STRICT =
      new Conditions(0, Field.all(), Set.of(), Duration.ZERO, Limits.NONE);

  /** Checks the bounds and copies the set. */
  public Conditions {
    if (depth < 0 || depth > MAX_DEPTH) {
      throw new InvalidInputException(
          ErrorCode.GRANT_TERMS, "a grant may be handed on 0 to " + MAX_DEPTH + " times");
    }
    if (offline.isNegative() || offline.compareTo(MAX_OFFLINE) > 0) {
      throw new InvalidInputException(
          ErrorCode.GRANT_TERMS, "a grant may be used offline for 0 to 30 days");
    }
    offline = Duration.ofSeconds(offline.toSeconds());
    obligations = Set.copyOf(obligations);
  }

  /** The first dimension by which these go beyond the conditions of the grant above. */
  Optional<String> widening(Conditions parent) {
    return new Widening()
        .unless(depth < parent.depth, "depth")
        .unless(audience.within(parent.audience), "audience")
        .unless(obligations.containsAll(parent.obligations), "obligations")
        .unless(offline.compareTo(parent.offline) <= 0, "offline time")
        .unless(limits.widening(parent.limits))
        .first();
  }
}
