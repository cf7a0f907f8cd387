// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/spec/laws.md says of each law what it is and which kits test it. */
class LawPageTest {
  private static final Path ROOT = Path.of(System.getProperty("habeas.root", ".."));
  private static final Pattern PROPERTY = Pattern.compile("void (\\w+)\\(");

  @Test
  void thePageListsEachLawWithTheKitsThatTestIt() throws IOException {
    List<String> listed = Files.readAllLines(ROOT.resolve("docs/spec/laws.md")).stream()
        .filter(line -> line.startsWith("| L"))
        .toList();
    Map<String, Set<Law>> kits = new LinkedHashMap<>();
    kits.put("verifier", LawTable.lawsOf(GrantLaws.class));
    kits.put("custodian", LawTable.lawsOf(CustodianLaws.class));
    kits.put("vault", LawTable.lawsOf(VaultLaws.class));
    kits.put("consent", LawTable.lawsOf(ConsentLaws.class));
    kits.put("insides", insides());
    assertThat(listed)
        .containsExactlyElementsOf(
            Arrays.stream(Law.values()).map(law -> line(law, kits)).toList());
  }

  private static String line(Law law, Map<String, Set<Law>> kits) {
    List<String> in = new ArrayList<>();
    kits.forEach((name, laws) -> {
      if (laws.contains(law)) {
        in.add(name);
      }
    });
    String tested = in.isEmpty() ? "nothing" : String.join(", ", in);
    return "| " + law + " | " + law.text() + " | " + tested + " |";
  }

  /** What is tested inside the SDK alone: classes of laws beside core's own tests, and of ciphers here. */
  private static Set<Law> insides() throws IOException {
    Set<Law> laws = new TreeSet<>();
    for (String folder :
        List.of("sdk-core/src/test", "sdk-testkit/src/test/java/health/habeas/testkit/keys")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        for (Path file :
            files.filter(f -> f.toString().endsWith("LawsTest.java")).toList()) {
          Matcher names = PROPERTY.matcher(Files.readString(file));
          while (names.find()) {
            laws.addAll(Law.of(names.group(1)));
          }
        }
      }
    }
    return laws;
  }
}
