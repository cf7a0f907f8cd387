// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import health.habeas.error.HabeasException;
import health.habeas.grant.PatientKeyView;
import health.habeas.grant.RevocationStatement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A signed statement that a key ended, as anybody may bring it to a verifier.
 *
 * @param name its file
 * @param law a law's number
 * @param expect "allow" where it is sound and its signer may say so
 * @param bytes the signed statement
 */
record Statement(String name, String law, String expect, byte[] bytes) implements Vector {
  private static final String REFUSED = "HBS-1028";

  @Override
  public String outcome() {
    try {
      return RevocationStatement.parse(bytes).isPermitted(PatientKeyView.rootKeys())
          ? ALLOW
          : REFUSED;
    } catch (HabeasException e) {
      return e.code().id();
    }
  }

  @Override
  public Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("kind", "statement");
    members.put("law", law);
    members.put("expect", expect);
    members.put("signed", bytes);
    return members;
  }
}
