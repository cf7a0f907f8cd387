// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Everything outside the token that a decision depends on, taken once (L24). Immutable if the view is; the list is
 * copied.
 *
 * @param now one sample of the local clock
 * @param revocations what is known to be revoked
 * @param directives the patient's standing denials
 * @param earlierUses how often the patient's grant at the root was used before, by the verifier's own knowledge of the
 *     ledger; 0 where it has none, and then it must not serve grants with a limit
 * @param firstBreak when the glass was first broken with the patient's grant, as this verifier remembers it
 */
public record Circumstances(
    Instant now,
    RevocationView revocations,
    Collection<Directive> directives,
    long earlierUses,
    Optional<Instant> firstBreak) {
  /** Copies the directives. */
  public Circumstances {
    directives = List.copyOf(directives);
  }

  /**
   * Before any break of the glass.
   *
   * @param now one sample of the local clock
   * @param revocations what is known to be revoked
   * @param directives the patient's standing denials
   * @param earlierUses how often the patient's grant was used before
   */
  public Circumstances(
      Instant now, RevocationView revocations, Collection<Directive> directives, long earlierUses) {
    this(now, revocations, directives, earlierUses, Optional.empty());
  }

  /**
   * Without directives, and for the first use.
   *
   * @param now one sample of the local clock
   * @param revocations what is known to be revoked
   */
  public static Circumstances of(Instant now, RevocationView revocations) {
    return new Circumstances(now, revocations, List.of(), 0);
  }

  /**
   * The same with these standing denials.
   *
   * @param known the patient's directives, as new as the verifier has them
   */
  public Circumstances under(Collection<Directive> known) {
    return new Circumstances(now, revocations, known, earlierUses, firstBreak);
  }

  /**
   * The same after so many uses.
   *
   * @param uses how often the patient's grant was used before
   */
  public Circumstances after(long uses) {
    return new Circumstances(now, revocations, directives, uses, firstBreak);
  }

  /**
   * The same with what is known of an earlier break of the glass.
   *
   * @param first when it was first broken with the patient's grant
   */
  public Circumstances brokenAt(Optional<Instant> first) {
    return new Circumstances(now, revocations, directives, earlierUses, first);
  }

  /** The time of the decision: turning the local clock back revives nothing (L25). */
  Instant time() {
    Instant ledger = revocations.asOf();
    return ledger.isAfter(now) ? ledger : now;
  }
}
