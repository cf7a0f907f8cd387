// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.error.ErrorCode;

/** Where in which Consent, for messages. Immutable. */
record Place(int consent, String path) {
  Place member(String name) {
    return new Place(consent, path + "." + name);
  }

  Place index(int i) {
    return new Place(consent, path + "[" + i + "]");
  }

  RefusedConsent malformed(String why) {
    return new RefusedConsent(ErrorCode.CONSENT_MALFORMED, this, why);
  }

  RefusedConsent ambiguous(String why) {
    return new RefusedConsent(ErrorCode.CONSENT_AMBIGUOUS, this, why);
  }

  RefusedConsent unsupported(String why) {
    return new RefusedConsent(ErrorCode.CONSENT_UNSUPPORTED, this, why);
  }

  RefusedConsent unknownCode(String why) {
    return new RefusedConsent(ErrorCode.CONSENT_CODE_UNKNOWN, this, why);
  }

  RefusedConsent period(String why) {
    return new RefusedConsent(ErrorCode.CONSENT_PERIOD, this, why);
  }

  String remark(String what) {
    return "Consent " + consent + " at " + path + ": " + what;
  }
}
