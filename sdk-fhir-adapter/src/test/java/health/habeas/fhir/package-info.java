// SPDX-License-Identifier: Apache-2.0

/** Tests of the FHIR cutter: against official examples, Synthea populations, and hostile input. */
@NullMarked
package health.habeas.fhir;

import org.jspecify.annotations.NullMarked;
