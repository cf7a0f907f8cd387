// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.Action;
import health.habeas.grant.Atom;
import health.habeas.grant.Binding;
import health.habeas.grant.Conditions;
import health.habeas.grant.DayRange;
import health.habeas.grant.Field;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.Limits;
import health.habeas.grant.Parties;
import health.habeas.grant.Permission;
import health.habeas.grant.Purpose;
import health.habeas.grant.Scope;
import health.habeas.grant.StatusHandle;
import health.habeas.grant.VaultId;
import health.habeas.grant.Window;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A patient grants, and up to two holders hand on: always a valid chain. Not thread-safe: one per try. */
final class Story {
  /** Who holds the first, second and third grant. */
  static final List<Signatory> HOLDERS =
      List.of(Signatory.CLINIC, Signatory.LAB, Signatory.SPECIALIST);

  static final VaultId VAULT = VaultId.of(Signatory.PATIENT.key());

  static final byte[] KEYBOX = {1, 2, 3};

  private final List<LinkPlan> plans;
  private final List<Integer> sizes;
  private final List<GrantChain> chains = new ArrayList<>();

  /**
   * The story of these plans.
   *
   * @param plans one plan a link; each is cut to what the link above allows
   */
  Story(List<LinkPlan> plans) {
    this(plans, List.of(0, 0, 0));
  }

  private Story(List<LinkPlan> plans, List<Integer> sizes) {
    this.plans = List.copyOf(plans);
    this.sizes = List.copyOf(sizes);
  }

  /** The same, told by issuers that knew a ledger of these many entries, one number a link. */
  Story signedAt(List<Integer> ledgerSizes) {
    return new Story(plans, ledgerSizes);
  }

  int links() {
    return plans.size();
  }

  /** The plan of a link, before it was cut. */
  LinkPlan plan(int link) {
    return plans.get(link);
  }

  GrantChain chain() {
    return chainOf(plans.size());
  }

  /** The chain as it was when it had only so many links. */
  GrantChain chainOf(int links) {
    if (chains.isEmpty()) {
      LinkPlan above = plans.get(0);
      chains.add(issue(above));
      for (int i = 1; i < plans.size(); i++) {
        above = plans.get(i).within(above);
        chains.add(extend(chains.get(i - 1), above, i));
      }
    }
    return chains.get(links - 1);
  }

  /** The holder of the last grant. */
  Signatory holder() {
    return HOLDERS.get(plans.size() - 1);
  }

  /** Everybody who signs: the patient, then each holder that hands on. */
  static Signatory issuer(int link) {
    return link == 0 ? Signatory.PATIENT : HOLDERS.get(link - 1);
  }

  /** What is published to revoke the grant at this place. */
  static byte[] preimage(int link) {
    return ("the status preimage of link no." + link).getBytes(StandardCharsets.US_ASCII);
  }

  /** One grant of everything for a month, to the first holder, which may be used offline. */
  static GrantChain breakGlass(Set<Action> actions, Set<Purpose> purposes, int depth) {
    Atom everything = new Atom(
        Field.of(actions),
        Field.all(),
        Field.all(),
        DayRange.ALL,
        Field.all(),
        Field.all(),
        Field.all());
    Permission permission = new Permission(
        Scope.of(everything),
        purposes,
        new Window(Universe.NOW.minusSeconds(3600), Universe.NOW.plus(Duration.ofDays(30))),
        new Conditions(depth, Field.all(), Set.of(), Duration.ofHours(1), Limits.NONE));
    Parties parties = new Parties(VAULT, Signatory.PATIENT.key(), HOLDERS.get(0).key());
    return GrantChain.issue(Grant.root(parties, permission, binding(0)), KEYBOX, Signatory.PATIENT);
  }

  private GrantChain issue(LinkPlan plan) {
    Parties parties = new Parties(VAULT, Signatory.PATIENT.key(), HOLDERS.get(0).key());
    Grant root = Grant.root(parties, plan.permission(depth(0)), binding(0).at(sizes.get(0)));
    return GrantChain.issue(root, KEYBOX, Signatory.PATIENT);
  }

  private GrantChain extend(GrantChain chain, LinkPlan plan, int link) {
    Signatory issuer = issuer(link);
    Parties parties = new Parties(VAULT, issuer.key(), HOLDERS.get(link).key());
    Binding binding = binding(link).at(sizes.get(link));
    Grant child = chain.narrow(parties, plan.permission(depth(link)), binding);
    return chain.extend(child, KEYBOX, issuer);
  }

  private int depth(int link) {
    return plans.size() - link;
  }

  static Binding binding(int link) {
    byte[] nonce = new byte[Binding.NONCE_BYTES];
    Arrays.fill(nonce, (byte) link);
    return Binding.of(nonce, StatusHandle.ofPreimage(preimage(link)), KEYBOX);
  }

  List<Grant> grants() {
    return chain().grants();
  }

  @Override
  public String toString() {
    return "Story" + plans;
  }
}
