// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.error.ErrorCode;
import health.habeas.fhir.Sources.Parsed;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples that HL7 publishes with R4, as the artifact com.ibm.fhir:fhir-examples carries them. */
class OfficialExamplesTest {
  /** Definition bundles of 2 to 30 MB are cut, but not read as a tree a second time: that takes the longest. */
  private static final int TREE_LIMIT_BYTES = 2_000_000;

  /**
   * One bundle has the same id from several servers, one repeats ids with other content, and one file is an npm manifest.
   * Each is refused with its own code; nothing else of 138 MB is.
   */
  private static final Map<String, Map<ErrorCode, Long>> KNOWN = Map.of(
      "bundle-references.json", Map.of(ErrorCode.FHIR_DUPLICATE_ID, 2L),
      "dataelements.json", Map.of(ErrorCode.FHIR_DUPLICATE_ID, 10L),
      "package-min-ver.json", Map.of(ErrorCode.FHIR_NO_TYPE, 1L));

  @Test
  void takesEveryOfficialExampleByteForByte() throws IOException, URISyntaxException {
    int files = 0;
    long taken = 0;
    Map<String, Map<ErrorCode, Long>> incomplete = new TreeMap<>();
    try (FileSystem jar = FileSystems.newFileSystem(jar())) {
      for (Path file : files(jar.getPath("/json/spec"))) {
        files++;
        byte[] source = Files.readAllBytes(file);
        Parsed parsed = Sources.parse(source, Sources.OPTIONS);
        taken += parsed.report().taken();
        if (!parsed.report().complete() || parsed.report().duplicates() > 0) {
          incomplete.put(file.getFileName().toString(), parsed.report().refusedByCode());
        } else if (source.length < TREE_LIMIT_BYTES) {
          Fidelity.assertExact(source, parsed.records());
        }
      }
    }
    assertThat(files).isEqualTo(2912);
    assertThat(taken).isEqualTo(15_843);
    assertThat(incomplete).isEqualTo(KNOWN);
  }

  private static Path jar() throws URISyntaxException {
    for (String entry :
        System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
      if (entry.contains("fhir-examples")) {
        return Path.of(entry);
      }
    }
    throw new IllegalStateException("fhir-examples is not on the class path");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
