// SPDX-License-Identifier: Apache-2.0

/**
 * FHIR JSON cut into health records, without touching a byte of it.
 *
 * <p>Enter by {@link health.habeas.fhir.FhirRecords#parse(java.nio.file.Path)}: it reads a Bundle, a single resource or
 * Bulk Data NDJSON, plain or gzipped, as a stream, and yields one {@link health.habeas.record.HealthRecord} a resource.
 * What it could not take stands in {@link health.habeas.fhir.FhirRecords#report()}, each with place, reason and remedy.
 * What a record is about comes from its type and category codes; how sensitive it is, from a
 * {@link health.habeas.fhir.SensitivityClassifier}. Both built-in tables are text files beside the classes.
 *
 * <p>Not done here: validation against profiles, following references to other resources, reading narrative text or
 * attachments. The rules stand in {@code docs/spec/fhir.md}.
 */
@NullMarked
package health.habeas.fhir;

import org.jspecify.annotations.NullMarked;
