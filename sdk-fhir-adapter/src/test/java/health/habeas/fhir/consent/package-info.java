// SPDX-License-Identifier: Apache-2.0

/** Tests of reading FHIR Consents. */
@NullMarked
package health.habeas.fhir.consent;

import org.jspecify.annotations.NullMarked;
