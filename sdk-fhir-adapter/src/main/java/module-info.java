// SPDX-License-Identifier: Apache-2.0

/**
 * FHIR JSON in and out of a vault, byte for byte.
 *
 * <p>Enter by {@code health.habeas.fhir.FhirRecords}. Needs Jackson's streaming parser, and no FHIR server library.
 */
module health.habeas.fhir {
  requires transitive health.habeas.core;
  requires tools.jackson.core;
  requires org.slf4j;
  requires transitive static org.jspecify;

  exports health.habeas.fhir;
  exports health.habeas.fhir.consent;
}
