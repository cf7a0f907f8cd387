// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/spec/laws.md says of each law what it is and which kits test it, and each law but the open ones is tested. */
class LawPageTest {
  private static final Map<String, Class<?>> KITS = kits();

  private static Map<String, Class<?>> kits() {
    Map<String, Class<?>> kits = new LinkedHashMap<>();
    kits.put("verifier", GrantLaws.class);
    kits.put("custodian", CustodianLaws.class);
    return kits;
  }

  @Test
  void thePageListsEachLawWithTheKitsThatTestIt() throws IOException {
    Path page = Path.of(System.getProperty("habeas.root", ".."), "docs/spec/laws.md");
    List<String> listed =
        Files.readAllLines(page).stream().filter(line -> line.startsWith("| L")).toList();
    assertThat(listed)
        .containsExactlyElementsOf(
            Arrays.stream(Law.values()).map(LawPageTest::line).toList());
  }

  private static String line(Law law) {
    return "| " + law + " | " + law.text() + " | " + tested(law) + " |";
  }

  private static String tested(Law law) {
    Set<String> in = KITS.entrySet().stream()
        .filter(kit -> LawTable.lawsOf(kit.getValue()).contains(law))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(LinkedHashSet::new));
    return in.isEmpty()
        ? "not yet" + law.open().map(why -> ": " + why).orElse("")
        : String.join(", ", in);
  }
}
