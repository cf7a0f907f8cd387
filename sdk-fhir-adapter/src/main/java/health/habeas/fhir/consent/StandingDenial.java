// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.grant.Directive;
import java.time.Instant;
import java.util.Optional;

/**
 * One denial that Consents ask for: {@code vault.forbid(directive)} now, and {@code vault.lift(directive)} at its end. A
 * directive knows no time: one that is lifted late denies for longer, and never allows more. Immutable.
 *
 * @param directive what is forbidden
 * @param until when it is to be lifted; empty for one that stays
 */
public record StandingDenial(Directive directive, Optional<Instant> until) {}
