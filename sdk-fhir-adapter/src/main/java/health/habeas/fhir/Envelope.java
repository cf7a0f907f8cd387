// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The parts of one bundle that are not resources: those that FHIR knows are counted; what may hide resources, such as an
 * unknown member with an object in it, is refused. Nothing counts before the root has turned out to be a bundle. Not
 * thread-safe.
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
  private final List<Refusal> refusals = new ArrayList<>();

  static boolean knowsInRoot(String name) {
    return ROOT.contains(plain(name));
  }

  static boolean knowsInEntry(String name) {
    return ENTRY.contains(plain(name));
  }

  void inRoot(String name) {
    count("bundle." + (knowsInRoot(name) ? plain(name) : "other"));
  }

  void inEntry(String name) {
    count("entry." + (knowsInEntry(name) ? plain(name) : "other"));
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

  /** FHIR writes an extension of the primitive {@code x} as {@code _x}. */
  private static String plain(String name) {
    return name.startsWith("_") ? name.substring(1) : name;
  }
}
