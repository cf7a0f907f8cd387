// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

/** In which release of FHIR a Consent is written. Immutable. */
public enum FhirRelease {
  /** 4.0.1: one Consent for each line of a grant and for each directive. */
  R4,
  /** 5.0.0: one Consent for each grant, with the directives that hold against it as its exceptions. */
  R5
}
