// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

/** Says that something has no name in FHIR; never leaves this package. Immutable. */
final class Unwritable extends Exception {
  private static final long serialVersionUID = 1L;

  Unwritable() {
    super(null, null, false, false);
  }
}
