// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A known answer: what the SDK makes of an input. The JavaScript side works it out once more from the specification.
 *
 * @param name its file
 * @param law a law's number or ""
 * @param what which function
 * @param input its arguments
 * @param output its result
 */
record Derived(String name, String law, String what, Map<String, Object> input, Object output)
    implements Vector {
  @Override
  public String expect() {
    return ALLOW;
  }

  @Override
  public String outcome() {
    return ALLOW;
  }

  @Override
  public Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("kind", "derivation");
    members.put("law", law);
    members.put("expect", "output");
    members.put("what", what);
    members.put("input", input);
    members.put("output", output);
    return members;
  }
}
