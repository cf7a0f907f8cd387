// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import java.time.Duration;

/**
 * Decides whether a request is within a grant chain.
 *
 * <p>Guarantees: a child grant never allows more than its parent (L15). Whatever is unknown, unparsable or fails is a
 * Deny with a stable code (L4, L43); nothing is thrown. Pure: the same bytes, request, challenge and circumstances give
 * the same answer (L24), except that an accepted proof is remembered and accepted once (L38). Token bytes without a proof
 * of possession by the last holder are a Deny, whatever the configuration (L36). Limits come before any signature (L5).
 * Immutable and thread-safe, if the key view and the nonce store are thread-safe.
 *
 * <p>Order of the rules, and so of the codes: bytes and limits, root, links, signatures, narrowing, vault, clock,
 * windows, freshness, revocation, audience, possession, purpose, break-glass, directives, scope, replay.
 *
 * <p>Not checked here: that the access was recorded in the ledger first, and that the holder's organisation still exists.
 * See docs/spec/grants.md.
 */
public final class GrantVerifier {
  /** How old a revocation view may be unless the grant or {@link #withFreshness} says otherwise. */
  public static final Duration FRESHNESS = Duration.ofSeconds(60);

  /** How long a break-glass grant may be used, from its first use on (L41). */
  public static final Duration BREAK_GLASS = Duration.ofHours(24);

  private final PatientKeyView patients;
  private final NonceStore nonces;
  private final Duration freshness;

  private GrantVerifier(PatientKeyView patients, NonceStore nonces, Duration freshness) {
    this.patients = patients;
    this.nonces = nonces;
    this.freshness = freshness;
  }

  /**
   * A verifier with the default freshness.
   *
   * @param patients who may sign a root grant
   * @param nonces remembers accepted proofs
   */
  public static GrantVerifier of(PatientKeyView patients, NonceStore nonces) {
    return new GrantVerifier(patients, nonces, FRESHNESS);
  }

  /**
   * The same with another limit on the age of revocation views.
   *
   * @param limit zero or more; the longer, the later a revocation is noticed when the ledger can't be reached
   */
  public GrantVerifier withFreshness(Duration limit) {
    return new GrantVerifier(patients, nonces, limit);
  }

  /**
   * The decision.
   *
   * @param shown what the presenter sent
   * @param request what it wants, as this verifier understood it
   * @param challenge this verifier's own name and nonce
   * @param at time, revocations, directives, earlier uses, and when the glass was first broken
   */
  public Decision decide(
      Presentation shown, AccessRequest request, Challenge challenge, Circumstances at) {
    return Check.guarded(() -> {
      GrantChain chain = GrantChain.parse(shown.chain());
      Evaluation evaluation = new Evaluation(chain, request, at);
      PossessionCheck presenter = new PossessionCheck(shown.possession(), challenge);
      return standing(patients, freshness)
          .and(presenter::audience)
          .and(presenter::possession)
          .and(RequestChecks.all())
          .and(e -> presenter.firstUse(e, nonces))
          .decide(evaluation);
    });
  }

  /** The rules about the chain itself, which need no presenter. */
  static Check standing(PatientKeyView patients, Duration freshness) {
    return ChainChecks.all(patients).and(RequestChecks::vault).and(StateChecks.all(freshness));
  }
}
