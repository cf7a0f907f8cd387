// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import health.habeas.error.HabeasException;
import health.habeas.grant.Directives;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A patient's signed set of directives, to be read by who keeps it.
 *
 * @param name its file
 * @param law a law's number or ""
 * @param expect "allow" where it is sound
 * @param suite of the vault
 * @param bytes the signed set
 */
record DirectiveSet(String name, String law, String expect, Suite suite, byte[] bytes)
    implements Vector {
  @Override
  public String outcome() {
    try {
      Directives.parse(bytes, new VerifyKey(suite, rootKey()));
      return ALLOW;
    } catch (HabeasException e) {
      return e.code().id();
    }
  }

  @Override
  public Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("kind", "directives");
    members.put("law", law);
    members.put("expect", expect);
    members.put("suite", suite.number());
    members.put("rootKey", rootKey());
    members.put("signed", bytes);
    return members;
  }

  private byte[] rootKey() {
    return suite == Suite.S1 ? Person.ALICE.key() : new Hybrid(Person.ALICE).id();
  }
}
