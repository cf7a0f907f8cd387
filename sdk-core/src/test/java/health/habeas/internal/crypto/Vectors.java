// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Test vectors that others published; where they are absent the test is skipped and says so. */
final class Vectors {
  private Vectors() {}

  static JsonNode file(String name) {
    String fallback = System.getProperty("habeas.root", "..") + "/../shared/vectors";
    Path file = Path.of(System.getProperty("habeas.vectors", fallback)).resolve(name);
    assumeTrue(Files.exists(file), "skipped: the external vectors are absent");
    return JsonMapper.shared().readTree(file);
  }

  /** One vector of a Wycheproof file with its group. */
  record Case(JsonNode group, JsonNode test) {
    byte[] bytes(String field) {
      return hex(test, field);
    }

    boolean is(String result) {
      return test.get("result").asString().equals(result);
    }

    boolean hasFlag(String flag) {
      return test.get("flags").valueStream().anyMatch(f -> f.asString().equals(flag));
    }

    String label() {
      return "vector " + test.get("tcId");
    }
  }

  static List<Case> wycheproof(String name) {
    List<Case> cases = new ArrayList<>();
    for (JsonNode group : file("wycheproof/" + name).get("testGroups")) {
      for (JsonNode test : group.get("tests")) {
        cases.add(new Case(group, test));
      }
    }
    return cases;
  }

  static byte[] hex(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.get(field).asString());
  }

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
