// SPDX-License-Identifier: Apache-2.0

/**
 * FHIR Consents read into grants and standing denials, and written from them.
 *
 * <p>Enter by {@link health.habeas.fhir.consent.ConsentReader}: it takes all active Consents of one patient, R4 or R5, and
 * gives either what to grant and what to forbid, which together decide exactly as the Consents do, or a refusal that says
 * where and why (L56). Who the recipients are comes from a
 * {@link health.habeas.fhir.consent.HolderDirectory} of the deployment.
 * {@link health.habeas.fhir.consent.ConsentWriter} goes the other way, and reports what FHIR has no word for.
 *
 * <p>Not done here: granting and forbidding itself, which is the patient's, with her own key; and whether a Consent is
 * genuine. The mapping stands in {@code docs/spec/consent.md}.
 */
@NullMarked
package health.habeas.fhir.consent;

import org.jspecify.annotations.NullMarked;
