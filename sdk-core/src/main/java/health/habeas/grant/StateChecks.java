// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether a valid chain is in force now: clock, windows, revocations. Thread-safe. */
final class StateChecks {
  // L27
  private static final Duration SUSPECT = Duration.ofMinutes(5);

  private StateChecks() {}

  static Check all(Duration freshness) {
    Check clock = StateChecks::clock;
    return clock
        .and(StateChecks::windows)
        .and(e -> fresh(e, freshness))
        .and(StateChecks::notRevoked)
        .and(StateChecks::notUsedUp);
  }

  private static Optional<Decision.Deny> clock(Evaluation e) {
    Instant known = e.at().revocations().asOf();
    return Check.require(
        !e.at().now().plus(SUSPECT).isBefore(known),
        ErrorCode.SUSPECT_CLOCK,
        "this machine's clock is more than five minutes behind the time of what it knows of revocations");
  }

  private static Optional<Decision.Deny> windows(Evaluation e) {
    for (Link link : e.chain().links()) {
      Window window = link.grant().permission().window();
      Optional<Decision.Deny> refusal = expired(e, link, window).or(() -> early(e, link, window));
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  private static Optional<Decision.Deny> expired(Evaluation e, Link link, Window window) {
    return Check.require(
        !window.isOver(e.time()),
        ErrorCode.GRANT_EXPIRED,
        () -> "grant " + link.id() + " expired at " + window.expires());
  }

  private static Optional<Decision.Deny> early(Evaluation e, Link link, Window window) {
    return Check.require(
        !window.isBeforeStart(e.time()),
        ErrorCode.GRANT_NOT_YET_VALID,
        () -> "grant " + link.id() + " holds from " + window.notBefore());
  }

  private static Optional<Decision.Deny> fresh(Evaluation e, Duration freshness) {
    Duration allowed = oldest(e, freshness);
    Duration age = Duration.between(e.at().revocations().asOf(), e.time());
    return Check.require(
        age.compareTo(allowed) <= 0,
        ErrorCode.STALE_REVOCATIONS,
        () -> "what is known of revocations is " + age.toSeconds()
            + " s old, and this grant allows " + allowed.toSeconds());
  }

  // offline use is for grants straight from the patient only, never for delegated ones, and never
  // to break the glass
  private static Duration oldest(Evaluation e, Duration freshness) {
    if (e.request().purpose() == Purpose.BTG) {
      return freshness.compareTo(GrantVerifier.FRESHNESS) < 0 ? freshness : GrantVerifier.FRESHNESS;
    }
    Duration offline = e.chain().last().permission().conditions().offline();
    boolean mayBeOlder = e.chain().links().size() == 1 && offline.compareTo(freshness) > 0;
    return mayBeOlder ? offline : freshness;
  }

  private static Optional<Decision.Deny> notRevoked(Evaluation e) {
    return e.at().revocations().refusal(e.chain());
  }

  private static Optional<Decision.Deny> notUsedUp(Evaluation e) {
    return e.chain().links().stream()
        .filter(link ->
            !link.grant().permission().conditions().limits().allowAfter(e.at().earlierUses()))
        .findFirst()
        .map(link -> new Decision.Deny(
            ErrorCode.USED_UP,
            "grant " + link.id() + " was used as often as it may be: "
                + link.grant().permission().conditions().limits().uses().orElse(0)));
  }
}
