// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.grant.GrantTerms;
import health.habeas.key.Grantee;

/**
 * One grant that Consents ask for: {@code vault.grant(holder, terms)}. Immutable.
 *
 * @param holder to whom
 * @param terms what, why and until when
 */
public record HolderTerms(Grantee holder, GrantTerms terms) {}
