// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

/** How the resources lie in a source. Immutable. */
public enum FhirFormat {
  /**
   * Found out while reading: a source that goes on after its first JSON object is taken as NDJSON from there on. State
   * {@link #NDJSON} where it is known: then a broken first line is told apart from a broken document in every case.
   */
  AUTO,
  /** One JSON object: a Bundle, whose resources are cut out, or a single resource. */
  DOCUMENT,
  /** Bulk Data: one JSON object a line. A line that is a Bundle is cut as well. */
  NDJSON
}
