// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Keeps the books of one source, from which a {@link FhirReport} is drawn. Not thread-safe. */
final class Tally {
  private static final String OTHER = "other";

  private final FhirOptions.OnLoss onLoss;
  private final Map<String, FhirReport.Counts> byType = new HashMap<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final Map<ErrorCode, Long> refusedByCode = new EnumMap<>(ErrorCode.class);
  private final SortedMap<String, Long> notKept = new TreeMap<>();
  private long labelledByDefault;

  Tally(FhirOptions.OnLoss onLoss) {
    this.onLoss = onLoss;
  }

  void taken(String type) {
    add(type, new FhirReport.Counts(1, 0, 0));
  }

  void duplicate(String type) {
    add(type, new FhirReport.Counts(0, 1, 0));
  }

  void labelledByDefault() {
    labelledByDefault++;
  }

  void refuse(String type, Refusal refusal) {
    add(type, new FhirReport.Counts(0, 0, 1));
    refuse(refusal);
  }

  void refuse(Refusal refusal) {
    if (refusals.size() < FhirReport.MAX_REFUSALS) {
      refusals.add(refusal);
    }
    refusedByCode.merge(refusal.code(), 1L, Long::sum);
    if (onLoss == FhirOptions.OnLoss.STOP) {
      throw new InvalidInputException(
          refusal.code(), "at " + refusal.place() + " " + refusal.why());
    }
  }

  void notKept(String part, long count) {
    notKept.merge(part, count, Long::sum);
  }

  FhirReport report(boolean ended) {
    return new FhirReport(
        ended, new TreeMap<>(byType), refusals, refusedByCode, notKept, labelledByDefault);
  }

  private void add(String type, FhirReport.Counts more) {
    byType.merge(CategoryTable.knows(type) ? type : OTHER, more, FhirReport.Counts::plus);
  }
}
