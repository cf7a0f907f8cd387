// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import health.habeas.error.HabeasException;
import health.habeas.grant.GrantChain;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A chain in its text form.
 *
 * @param name its file
 * @param law a law's number
 * @param expect "allow" where it can be read, else the code
 * @param text what is read
 */
record Texted(String name, String law, String expect, String text) implements Vector {
  @Override
  public String outcome() {
    try {
      GrantChain.parse(text);
      return ALLOW;
    } catch (HabeasException e) {
      return e.code().id();
    }
  }

  @Override
  public Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("kind", "text");
    members.put("law", law);
    members.put("expect", expect);
    members.put("text", text);
    return members;
  }
}
