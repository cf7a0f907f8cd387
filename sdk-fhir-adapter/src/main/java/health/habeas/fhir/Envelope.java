// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parts of one bundle that are not resources: those that FHIR knows are counted; what may hide resources, such as an
 * unknown member with an object in it, is refused. Nothing counts before the root has turned out to be a bundle. Not
 * thread-safe.
 */
final class Envelope {
  private static final String OTHER = "other";
  private static final Map<String, String> ROOT = names(
      "bundle.",
      "id meta implicitRules language identifier type timestamp total link entry signature issues");
  private static final Map<String, String> ENTRY = names(
      "entry.",
      "id extension modifierExtension link fullUrl search request response without-resource");

  private final Map<String, Long> counts = new HashMap<>();
  private final List<Refusal> refusals = new ArrayList<>();

  static boolean knowsInRoot(String name) {
    return ROOT.containsKey(plain(name));
  }

  static boolean knowsInEntry(String name) {
    return ENTRY.containsKey(plain(name));
  }

  void inRoot(String name) {
    count(ROOT.getOrDefault(plain(name), "bundle." + OTHER));
  }

  void inEntry(String name) {
    count(ENTRY.getOrDefault(plain(name), "entry." + OTHER));
  }

  void refuse(Refusal refusal) {
    if (refusals.size() < FhirReport.MAX_REFUSALS) {
      refusals.add(refusal);
    }
  }

  /** Puts everything on the books, once. */
  void commit(Tally tally) {
    counts.forEach(tally::notKept);
    counts.clear();
    List<Refusal> pending = List.copyOf(refusals);
    refusals.clear();
    pending.forEach(tally::refuse);
  }

  private void count(String part) {
    counts.merge(part, 1L, Long::sum);
  }

  /** How each known member is called in the report. */
  private static Map<String, String> names(String prefix, String members) {
    return Stream.of(members.split(" ", -1)).collect(Collectors.toMap(m -> m, m -> prefix + m));
  }

  /** FHIR writes an extension of the primitive {@code x} as {@code _x}. */
  private static String plain(String name) {
    return name.startsWith("_") ? name.substring(1) : name;
  }
}
