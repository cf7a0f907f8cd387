// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.Binding;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.Parties;
import health.habeas.grant.StatusHandle;
import health.habeas.grant.VaultId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A patient grants, and up to two holders hand on: always a valid chain. Immutable.
 *
 * @param plans one plan a link; each is cut to what the link above allows
 */
record Story(List<LinkPlan> plans) {
  /** Who holds the first, second and third grant. */
  static final List<Signatory> HOLDERS =
      List.of(Signatory.CLINIC, Signatory.LAB, Signatory.SPECIALIST);

  static final VaultId VAULT = VaultId.of(Signatory.PATIENT.key());

  private static final byte[] KEYBOX = {1, 2, 3};

  GrantChain chain() {
    return chainOf(plans.size());
  }

  /** The chain as it was when it had only so many links. */
  GrantChain chainOf(int links) {
    GrantChain chain = null;
    LinkPlan above = plans.get(0);
    for (int i = 0; i < links; i++) {
      LinkPlan plan = plans.get(i).within(above);
      chain = chain == null ? issue(plan) : extend(chain, plan, i);
      above = plan;
    }
    return java.util.Objects.requireNonNull(chain, "a story has a link");
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
    return ("the status preimage of link no. " + link).getBytes(StandardCharsets.US_ASCII);
  }

  private GrantChain issue(LinkPlan plan) {
    Parties parties = new Parties(VAULT, Signatory.PATIENT.key(), HOLDERS.get(0).key());
    Grant root = Grant.root(parties, plan.permission(depth(0)), binding(0));
    return GrantChain.issue(root, KEYBOX, Signatory.PATIENT);
  }

  private GrantChain extend(GrantChain chain, LinkPlan plan, int link) {
    Signatory issuer = issuer(link);
    Parties parties = new Parties(VAULT, issuer.key(), HOLDERS.get(link).key());
    Grant child = chain.narrow(parties, plan.permission(depth(link)), binding(link));
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
    return new ArrayList<>(chain().grants());
  }
}
