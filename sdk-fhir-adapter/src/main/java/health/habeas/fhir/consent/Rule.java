// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import java.util.List;

/**
 * A provision: what it decides where it applies, unless one of its exceptions does. Immutable.
 *
 * @param effect what it decides
 * @param place where it stands
 * @param conditions what it states itself
 * @param exceptions nested provisions
 */
record Rule(Effect effect, Place place, Conditions conditions, List<Rule> exceptions) {
  /** What a provision decides. Immutable. */
  enum Effect {
    PERMIT,
    DENY,
    /** The base of a Consent of R5 that permits by its provisions: nothing beyond them, and nothing against others. */
    NEITHER
  }

  Rule {
    exceptions = List.copyOf(exceptions);
  }
}
