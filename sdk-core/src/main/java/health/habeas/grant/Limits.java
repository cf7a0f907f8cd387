// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How often a grant may be used, and how long what was read may be kept; the terms that India's ABDM consent artefact
 * knows as frequency and dataEraseAt. Immutable.
 *
 * <p>A use is one access that the ledger has. Uses are counted over the patient's grant and whatever was handed on below
 * it together, because only that count has no gaps; so a holder who hands on can lower the count, and does not get one of
 * its own.
 *
 * @param uses after how many uses of the patient's grant no more are allowed, 1 to {@value #MAX_USES}; empty for no limit
 * @param eraseAt when the holder must have erased what it read, not before the grant expires; empty when nothing is said.
 *     Software can't enforce it on the holder's side
 */
public record Limits(OptionalLong uses, Optional<Instant> eraseAt) {
  /** The highest limit that can be given. */
  public static final long MAX_USES = 1_000_000;

  /** No limit. */
  public static final Limits NONE = new Limits(OptionalLong.empty(), Optional.empty());

  /** Cuts to seconds and checks the bounds. */
  public Limits {
    eraseAt = eraseAt.map(moment -> moment.truncatedTo(ChronoUnit.SECONDS));
    boolean fits = uses.orElse(1) >= 1
        && uses.orElse(1) <= MAX_USES
        && eraseAt.map(Instant::getEpochSecond).orElse(1L) > 0
        && eraseAt.map(Instant::getEpochSecond).orElse(1L) <= Window.LAST_SECOND;
    if (!fits) {
      throw new InvalidInputException(
          ErrorCode.GRANT_TERMS,
          "a grant may be used 1 to " + MAX_USES
              + " times, and what was read be erased before the year 10000");
    }
  }

  /**
   * Whether so many uses before leave room for one more.
   *
   * @param earlier how often the patient's grant was used before
   */
  public boolean allowAfter(long earlier) {
    return uses.isEmpty() || earlier < uses.getAsLong();
  }

  /** The first dimension by which these go beyond the limits of the grant above. */
  Optional<String> widening(Limits parent) {
    return new Widening()
        .unless(
            parent.uses.isEmpty() || uses.orElse(Long.MAX_VALUE) <= parent.uses.getAsLong(), "uses")
        .unless(
            parent.eraseAt.isEmpty() || !eraseAt.orElse(Instant.MAX).isAfter(parent.eraseAt.get()),
            "time to erase")
        .first();
  }

  /** Within the parent's: what was not said is the parent's. */
  Limits within(Limits parent) {
    return new Limits(uses.isPresent() ? uses : parent.uses, eraseAt.or(() -> parent.eraseAt));
  }
}
