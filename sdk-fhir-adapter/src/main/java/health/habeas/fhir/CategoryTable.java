// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.record.Category;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which categories a resource belongs to, by its type and its category codes. The rules are the rows of
 * {@code categories.tsv}: type, category code or {@code -} for "no code that is listed", categories. Immutable.
 */
final class CategoryTable {
  private static final Map<String, Map<String, Set<Category>>> RULES = load();
  private static final String NO_CODE = "-";

  private CategoryTable() {}

  /** Whether FHIR R4 or R5 has this resource type. */
  static boolean knows(String type) {
    return RULES.containsKey(type);
  }

  /** The categories of every listed code; if there is none, the type's own; {@code OTHER} for an unknown type. */
  static Set<Category> categories(String type, Set<String> codes) {
    Map<String, Set<Category>> rules = RULES.getOrDefault(type, Map.of());
    Set<Category> categories = EnumSet.noneOf(Category.class);
    for (String code : codes) {
      categories.addAll(rules.getOrDefault(code.toLowerCase(Locale.ROOT), Set.of()));
    }
    if (categories.isEmpty()) {
      categories.addAll(rules.getOrDefault(NO_CODE, Set.of(Category.OTHER)));
    }
    return categories;
  }

  private static Map<String, Map<String, Set<Category>>> load() {
    Map<String, Map<String, Set<Category>>> rules = new HashMap<>();
    for (String[] row : Table.rows("categories.tsv")) {
      Set<Category> categories = EnumSet.noneOf(Category.class);
      for (String category : row[2].split(",", -1)) {
        categories.add(Category.valueOf(category.toUpperCase(Locale.ROOT).replace('-', '_')));
      }
      rules
          .computeIfAbsent(row[0], type -> new HashMap<>())
          .put(row[1].toLowerCase(Locale.ROOT), categories);
    }
    return rules;
  }
}
