// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.key.VerifyKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Whether a view knows an end of some link: by handle, by key, by the issuer's position. Thread-safe. */
final class RevocationRules {
  private RevocationRules() {}

  static Optional<Decision.Deny> refusal(RevocationView view, GrantChain chain) {
    return first(chain, link -> byHandle(view, link))
        .or(() -> first(chain, link -> byKey(view, link)))
        .or(() -> first(chain, link -> byPosition(view, link)));
  }

  private static Optional<Decision.Deny> first(
      GrantChain chain, Function<Link, Optional<Decision.Deny>> rule) {
    return chain.links().stream().flatMap(link -> rule.apply(link).stream()).findFirst();
  }

  private static Optional<Decision.Deny> byHandle(RevocationView view, Link link) {
    OptionalLong since = view.revokedSince(link.grant().binding().status());
    return since.isEmpty()
        ? Optional.empty()
        : deny(
            ErrorCode.GRANT_REVOKED,
            "grant " + link.id() + " is revoked since ledger entry " + since.getAsLong());
  }

  // L35: as issuer or as holder
  private static Optional<Decision.Deny> byKey(RevocationView view, Link link) {
    Parties parties = link.grant().parties();
    for (VerifyKey key : List.of(parties.issuer(), parties.holder())) {
      OptionalLong since = view.keyRevocations(parties.vault(), key).stream()
          .filter(known -> known.issuedBefore().isEmpty())
          .mapToLong(KeyRevocation::since)
          .min();
      if (since.isPresent()) {
        return deny(
            ErrorCode.KEY_REVOKED,
            "grant " + link.id() + " uses " + key + ", which is revoked since ledger entry "
                + since.getAsLong());
      }
    }
    return Optional.empty();
  }

  private static Optional<Decision.Deny> byPosition(RevocationView view, Link link) {
    Parties parties = link.grant().parties();
    OptionalLong before = view.keyRevocations(parties.vault(), parties.issuer()).stream()
        .flatMapToLong(known -> known.issuedBefore().stream())
        .max();
    long signedAt = link.grant().binding().ledgerSize();
    if (before.isEmpty()) {
      // Positions of a ledger that the vault has left mean nothing here (L55).
      return Optional.empty();
    }
    if (signedAt < before.getAsLong()) {
      return deny(
          ErrorCode.GRANT_REVOKED,
          "grant " + link.id() + " is among those that its issuer gave before ledger entry "
              + before.getAsLong() + ", which are revoked");
    }
    return signedAt <= view.followed()
        ? Optional.empty()
        : deny(
            ErrorCode.STALE_REVOCATIONS,
            "grant " + link.id() + " was signed at ledger entry " + signedAt
                + ", and what is known here ends at " + view.followed());
  }

  private static Optional<Decision.Deny> deny(ErrorCode code, String why) {
    return Optional.of(new Decision.Deny(code, why));
  }
}
