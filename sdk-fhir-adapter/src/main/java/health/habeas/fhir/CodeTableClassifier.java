// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.record.Label;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The built-in classifier: what the rows of {@code sensitivity.tsv} say. A code of ICD-10 is looked up by its longest
 * listed beginning. Immutable.
 */
final class CodeTableClassifier implements SensitivityClassifier {
  /** The one instance; it has no state. */
  static final CodeTableClassifier BUILT_IN = new CodeTableClassifier();

  private static final int ICD_CATEGORY_CHARS = 3;
  private static final int ICD_MAX_CHARS = 8;

  private final Map<String, String> systems = new HashMap<>();
  private final Set<String> ignored = new HashSet<>();
  private final Map<Coding, Set<Label>> security = new HashMap<>();
  private final Map<Coding, Set<Label>> codes = new HashMap<>();
  private final Map<String, Set<Label>> types = new HashMap<>();

  private CodeTableClassifier() {
    Table.rows("sensitivity.tsv").forEach(this::rule);
  }

  @Override
  public Set<Label> classify(ResourceFacts facts) {
    Set<Label> labels = EnumSet.noneOf(Label.class);
    labels.addAll(types.getOrDefault(facts.type(), Set.of()));
    facts.security().forEach(coding -> labels.addAll(stated(coding)));
    facts.codings().forEach(coding -> labels.addAll(implied(coding)));
    return labels;
  }

  /** A security label that nobody here understands may mean anything: it restricts. */
  private Set<Label> stated(Coding coding) {
    String system = systems.getOrDefault(coding.system(), coding.system());
    if (ignored.contains(system)) {
      return Set.of();
    }
    return security.getOrDefault(
        new Coding(system, coding.code().toUpperCase(Locale.ROOT)), Set.of(Label.RESTRICTED));
  }

  private Set<Label> implied(Coding coding) {
    String system = systems.get(coding.system());
    if (system == null) {
      return Set.of();
    }
    String code = coding.code();
    Set<Label> labels = codes.get(new Coding(system, code));
    if (labels == null && system.equals("icd-10")) {
      labels = byPrefix(code);
    }
    return labels == null ? Set.of() : labels;
  }

  /** ICD-10 is a tree in its code's characters: O98.711 is a kind of O98.7, and that of O98. */
  private @Nullable Set<Label> byPrefix(String code) {
    for (int length = Math.min(code.length(), ICD_MAX_CHARS);
        length >= ICD_CATEGORY_CHARS;
        length--) {
      Set<Label> labels = codes.get(new Coding("icd-10", code.substring(0, length)));
      if (labels != null) {
        return labels;
      }
    }
    return null;
  }

  private void rule(String[] row) {
    switch (row[0]) {
      case "system" -> systems.put(row[2], row[1]);
      case "ignored" -> ignored.add(row[1]);
      case "security" -> put(security, row);
      case "code" -> put(codes, row);
      case "type" -> types.put(row[1], labels(row[2]));
      default -> throw new IllegalStateException("sensitivity.tsv has a row of no known kind");
    }
  }

  private static void put(Map<Coding, Set<Label>> into, String[] row) {
    int dash = row[2].indexOf("..");
    if (dash < 0) {
      into.put(new Coding(row[1], row[2]), labels(row[3]));
      return;
    }
    char chapter = row[2].charAt(0);
    int first = Integer.parseInt(row[2].substring(1, dash));
    int last = Integer.parseInt(row[2].substring(dash + 3));
    for (int number = first; number <= last; number++) {
      String code = String.format(Locale.ROOT, "%c%02d", chapter, number);
      into.put(new Coding(row[1], code), labels(row[3]));
    }
  }

  private static Set<Label> labels(String names) {
    Set<Label> labels = EnumSet.noneOf(Label.class);
    for (String name : names.split(",", -1)) {
      labels.add(Label.valueOf(name));
    }
    return labels;
  }
}
