// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.record.HealthRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An oracle that shares no code with the cutter: it reads the whole source as one tree, and looks for each record's bytes
 * in the source by plain search.
 */
final class Fidelity {
  private static final JsonMapper MAPPER = JsonMapper.builder()
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
      .build();

  private Fidelity() {}

  /** The resources that a tree parser finds: the entries of a bundle, or the whole. */
  private static List<JsonNode> resources(JsonNode root) {
    List<JsonNode> resources = new ArrayList<>();
    if (isBundle(root)) {
      root.path("entry").forEach(entry -> resources.add(entry.path("resource")));
      resources.removeIf(resource -> !resource.isObject());
    } else {
      resources.add(root);
    }
    return resources;
  }

  private static int envelopeResources(JsonNode root) {
    int count = isBundle(root) ? 1 : 0;
    for (JsonNode entry : root.path("entry")) {
      count += entry.path("response").has("outcome") ? 1 : 0;
    }
    return count;
  }

  private static boolean isBundle(JsonNode root) {
    return root.path("resourceType").asString("").equals("Bundle");
  }

  /**
   * Every resource of the tree is a record with the same content, in order; each record's bytes stand in the source
   * behind those of the one before it; and what lies between them holds no resource.
   */
  static void assertExact(byte[] source, List<HealthRecord> records) {
    JsonNode root = MAPPER.readTree(source);
    List<JsonNode> expected = resources(root);
    assertThat(records).hasSameSizeAs(expected);
    String text = new String(source, StandardCharsets.ISO_8859_1);
    StringBuilder gaps = new StringBuilder();
    int from = 0;
    for (int i = 0; i < records.size(); i++) {
      byte[] content = records.get(i).content();
      assertThat(MAPPER.readTree(content)).isEqualTo(expected.get(i));
      int at = text.indexOf(new String(content, StandardCharsets.ISO_8859_1), from);
      assertThat(at).isGreaterThanOrEqualTo(from);
      gaps.append(text, from, at);
      from = at + content.length;
    }
    gaps.append(text.substring(from));
    assertThat(gaps.toString().split("\"resourceType\"", -1).length - 1)
        .as("between the records lies no resource but the bundle itself and outcomes")
        .isEqualTo(envelopeResources(root));
  }
}
