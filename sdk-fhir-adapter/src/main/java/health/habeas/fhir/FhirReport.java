// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of a source: everything in it is either taken, a duplicate, refused, or counted as not kept (L58).
 *
 * <p>Holds counts, places and codes, and no health data: a resource type that FHIR does not know is counted as
 * {@code other}. Immutable: the state at the time it was asked for.
 *
 * @param ended whether the source was read to its end
 * @param byType counts by resource type; {@code other} for types unknown to FHIR R4 and R5
 * @param refusals what was refused, in order; the first {@value #MAX_REFUSALS} in detail
 * @param refusedByCode how often each code was given, without limit
 * @param notKept parts of bundles that are not resources and so are no records, for example {@code entry.fullUrl}, and how
 *     often each occurred
 * @param labelledByDefault records whose labels are the deployment's default, because nothing was known
 */
public record FhirReport(
    boolean ended,
    SortedMap<String, Counts> byType,
    List<Refusal> refusals,
    Map<ErrorCode, Long> refusedByCode,
    SortedMap<String, Long> notKept,
    long labelledByDefault) {
  /** How many refusals are listed with place and reason; all are counted. */
  public static final int MAX_REFUSALS = 1000;

  /**
   * Counts for one resource type. Immutable.
   *
   * @param taken delivered as records
   * @param duplicates byte-identical repetitions of a record, delivered once
   * @param refused of this type, as far as the type was legible
   */
  public record Counts(long taken, long duplicates, long refused) {
    Counts plus(Counts more) {
      return new Counts(taken + more.taken, duplicates + more.duplicates, refused + more.refused);
    }
  }

  /** Copies the collections. */
  public FhirReport {
    byType = Collections.unmodifiableSortedMap(new TreeMap<>(byType));
    refusals = List.copyOf(refusals);
    refusedByCode = Map.copyOf(refusedByCode);
    notKept = Collections.unmodifiableSortedMap(new TreeMap<>(notKept));
  }

  /** Whether the source was read to its end and every resource in it was taken. */
  public boolean complete() {
    return ended && refusedByCode.isEmpty();
  }

  /** How many records were delivered. */
  public long taken() {
    return byType.values().stream().mapToLong(Counts::taken).sum();
  }

  /** How many byte-identical repetitions were left out. */
  public long duplicates() {
    return byType.values().stream().mapToLong(Counts::duplicates).sum();
  }

  /** How many things were refused. */
  public long refused() {
    return refusedByCode.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The counts, and the first refusals. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(taken()).append(" taken, ").append(duplicates()).append(" duplicates, ");
    text.append(refused()).append(" refused; ");
    text.append(complete() ? "complete" : ended ? "incomplete" : "not read to the end");
    refusals.stream().limit(10).forEach(refusal -> text.append("\n  ").append(refusal));
    return text.toString();
  }
}
