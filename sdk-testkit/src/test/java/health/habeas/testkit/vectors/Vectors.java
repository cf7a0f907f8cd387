// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All test vectors, and the files that they stand in. */
final class Vectors {
  /** Where the files are. */
  static final Path FOLDER =
      Path.of(System.getProperty("habeas.root", "..")).resolve("sdk-testkit/vectors");

  private static final Set<String> DEFAULTED = Set.of(
      "chain",
      "proof",
      "request",
      "verifier",
      "nonce",
      "now",
      "view",
      "directives",
      "earlierUses",
      "firstBreak",
      "accepted");

  private Vectors() {}

  static List<Vector> all() {
    List<Vector> all = new ArrayList<>();
    all.addAll(EncodingCases.all());
    all.addAll(FieldCases.all());
    all.addAll(SignatureCases.all());
    all.addAll(ChainCases.all());
    all.addAll(WideningCases.all());
    all.addAll(StateCases.all());
    all.addAll(PossessionCases.all());
    all.addAll(PolicyCases.all());
    all.addAll(ScopeCases.all());
    all.addAll(TextCases.all());
    all.addAll(KeyCases.all());
    all.addAll(DirectiveSetCases.all());
    all.addAll(HybridCases.all());
    return all;
  }

  /** Each file's name and content. */
  static Map<String, String> files() {
    Map<String, Object> defaults =
        new LinkedHashMap<>(Shown.allowed("defaults", "").members());
    defaults.keySet().retainAll(DEFAULTED);
    Map<String, String> files = new TreeMap<>();
    files.put("defaults.json", Json.document(defaults));
    for (Vector vector : all()) {
      Map<String, Object> members = new LinkedHashMap<>(vector.members());
      members.entrySet().removeIf(e -> isDefault(defaults, e.getKey(), e.getValue()));
      if (files.put(vector.name() + ".json", Json.document(members)) != null) {
        throw new IllegalStateException("two vectors are named " + vector.name());
      }
    }
    return files;
  }

  private static boolean isDefault(Map<String, Object> defaults, String member, Object value) {
    return defaults.containsKey(member)
        && Json.value(defaults.get(member)).equals(Json.value(value));
  }
}
