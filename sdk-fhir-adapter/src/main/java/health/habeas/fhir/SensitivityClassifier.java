// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.record.Label;
import java.util.EnumSet;
import java.util.Set;

/**
 * Says how sensitive a resource is.
 *
 * <p>An empty answer means "nothing is known", which is not the same as {@link Label#NORMAL}: the deployment's stated
 * default then applies ({@link FhirOptions#unlabelled()}). An implementation must be thread-safe and must answer the
 * same for the same facts. What it throws ends the parse.
 */
@FunctionalInterface
public interface SensitivityClassifier {
  /**
   * The labels that these facts call for; empty if nothing is known.
   *
   * @param facts what is known of the resource
   */
  Set<Label> classify(ResourceFacts facts);

  /**
   * The built-in small set: {@code meta.security} first, then well-known codes of ICD-10, ICD-9-CM, SNOMED CT, LOINC and
   * RxNorm. A security label that it does not understand restricts. It over-labels rather than under-labels: a screening
   * that came out negative carries the label of what was screened for. The codes stand in {@code sensitivity.tsv}.
   */
  static SensitivityClassifier builtIn() {
    return CodeTableClassifier.BUILT_IN;
  }

  /**
   * Both classifiers' labels together. An explicit {@code NORMAL} of one gives way to any other label.
   *
   * @param other asked as well
   */
  default SensitivityClassifier and(SensitivityClassifier other) {
    return facts -> {
      Set<Label> labels = EnumSet.noneOf(Label.class);
      labels.addAll(classify(facts));
      labels.addAll(other.classify(facts));
      return labels;
    };
  }
}
