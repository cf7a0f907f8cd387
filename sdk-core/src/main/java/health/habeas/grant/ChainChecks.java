// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import java.util.List;
import java.util.Optional;

/** Whether a chain is what it claims to be: the patient's root, unbroken, signed, never widening. Thread-safe. */
final class ChainChecks {
  private ChainChecks() {}

  /** Cheap rules come first; whatever is told of a grant's content is told after its signature (L16). */
  static Check all(PatientKeyView patients) {
    Check root = e -> root(e, patients);
    return root.and(ChainChecks::linked).and(ChainChecks::signed).and(ChainChecks::narrowing);
  }

  private static Optional<Decision.Deny> root(Evaluation e, PatientKeyView patients) {
    Parties parties = e.chain().root().parties();
    return Check.require(
        e.chain().root().lineage().parent().isEmpty()
            && patients.isLive(parties.vault(), parties.issuer()),
        ErrorCode.ROOT_NOT_PATIENT,
        "the first grant was not given by a key of this vault's patient");
  }

  private static Optional<Decision.Deny> linked(Evaluation e) {
    List<Link> links = e.chain().links();
    for (int i = 1; i < links.size(); i++) {
      Link parent = links.get(i - 1);
      if (!links.get(i).grant().follows(parent.grant(), parent.id())) {
        return deny(ErrorCode.CHAIN_BROKEN, links.get(i), "does not follow the grant before it");
      }
    }
    return Optional.empty();
  }

  private static Optional<Decision.Deny> signed(Evaluation e) {
    return e.chain()
        .unsigned()
        .flatMap(link ->
            deny(ErrorCode.GRANT_SIGNATURE, link, "has a signature that is not its issuer's"));
  }

  private static Optional<Decision.Deny> narrowing(Evaluation e) {
    List<Link> links = e.chain().links();
    for (int i = 1; i < links.size(); i++) {
      Optional<String> beyond = links.get(i).grant().widening(links.get(i - 1).grant());
      if (beyond.isPresent()) {
        return deny(
            ErrorCode.CHAIN_WIDENS, links.get(i), "goes beyond its parent in: " + beyond.get());
      }
    }
    return Optional.empty();
  }

  private static Optional<Decision.Deny> deny(ErrorCode code, Link link, String why) {
    return Optional.of(new Decision.Deny(code, "grant " + link.id() + " " + why));
  }
}
