// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.wire;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** CBOR and COSE vectors that others published; where they are absent a test is skipped and says so. */
public final class WireVectors {
  private WireVectors() {}

  public static JsonNode file(String name) {
    String fallback = System.getProperty("habeas.root", "..") + "/../shared/vectors";
    Path file = Path.of(System.getProperty("habeas.vectors", fallback)).resolve(name);
    assumeTrue(Files.exists(file), "skipped: the external vectors are absent");
    return JsonMapper.shared().readTree(file);
  }
}
