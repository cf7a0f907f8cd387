// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import java.util.Set;

/**
 * What one Consent says. Immutable.
 *
 * @param place the Consent
 * @param names its id and identifiers, by which two versions of one Consent are told
 * @param pcf whether it says that it follows IHE's Privacy Consent on FHIR
 * @param root its base rule
 */
record Statement(Place place, Set<String> names, boolean pcf, Rule root) {}
