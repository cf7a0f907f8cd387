// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Counts the parts of one bundle that are not resources. Names that FHIR does not know are counted as {@code other}, so
 * that nothing from a source gets into a report. Not thread-safe.
 */
final class Envelope {
  private static final Set<String> ROOT = Set.of(
      "id",
      "meta",
      "implicitRules",
      "language",
      "identifier",
      "type",
      "timestamp",
      "total",
      "link",
      "entry",
      "signature",
      "issues");
  private static final Set<String> ENTRY = Set.of(
      "id",
      "extension",
      "modifierExtension",
      "link",
      "fullUrl",
      "search",
      "request",
      "response",
      "without-resource");

  private final Map<String, Long> counts = new TreeMap<>();

  void inRoot(String name) {
    counts.merge("bundle." + (ROOT.contains(name) ? name : "other"), 1L, Long::sum);
  }

  void inEntry(String name) {
    counts.merge("entry." + (ENTRY.contains(name) ? name : "other"), 1L, Long::sum);
  }

  void forEach(BiConsumer<String, Long> action) {
    counts.forEach(action);
  }
}
