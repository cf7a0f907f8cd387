// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.Lineage;
import health.habeas.grant.Parties;
import health.habeas.grant.Permission;
import health.habeas.grant.Scope;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The clinic hands a grant of the patient's on as it likes, wider ones included, and the new holder asks for what the
 * patient's grant allows. Immutable.
 *
 * @param verifier who decides
 * @param to the new holder
 */
record Delegation(VerifierUnderTest verifier, Signatory to) {
  private static final LinkPlan PLAN =
      new LinkPlan(List.of(new LinePlan(0, 0, 0, 0, 0, 0, 0, 0)), 1, 0, 0, 0, 0, 0);

  Delegation(VerifierUnderTest verifier) {
    this(verifier, Signatory.LAB);
  }

  /** What becomes of a child of one scope under a parent of another. */
  Verdict verdict(Scope parent, Scope child) {
    return verdict(with(PLAN.permission(1), parent), with(PLAN.permission(0), child));
  }

  /** What becomes of a child of one permission under a parent of another. */
  Verdict verdict(Permission parent, Permission child) {
    Grant root = Grant.root(
        new Parties(Story.VAULT, Signatory.PATIENT.key(), Signatory.CLINIC.key()),
        parent,
        Story.binding(0));
    List<Integer> indices = IntStream.range(0, child.scope().atoms().size())
        .map(i -> Math.min(i, parent.scope().atoms().size() - 1))
        .boxed()
        .toList();
    Grant handedOn = new Grant(
        new Parties(Story.VAULT, Signatory.CLINIC.key(), to.key()),
        child,
        new Lineage(Optional.of(root.id()), indices),
        Story.binding(1));
    Model.Deed deed = Model.allowedDeed(parent.scope(), 0).orElseThrow();
    AccessRequest request = new AccessRequest(
        Story.VAULT,
        deed.action(),
        deed.facts(),
        parent.purposes().stream().sorted().findFirst().orElseThrow());
    byte[] token = RawToken.chain(
        List.of(RawToken.link(root, Signatory.PATIENT), RawToken.link(handedOn, Signatory.CLINIC)));
    return new Presenter(verifier, to).ask(GrantChain.parse(token), request, Universe.NOW);
  }

  private static Permission with(Permission like, Scope scope) {
    return new Permission(scope, like.purposes(), like.window(), like.conditions());
  }
}
