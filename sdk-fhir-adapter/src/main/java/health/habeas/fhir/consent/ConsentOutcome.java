// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.error.ErrorCode;
import java.util.List;

/**
 * What came of reading a patient's Consents: all of what they say, or nothing and the reason. There is no third (L56).
 * Immutable.
 */
public sealed interface ConsentOutcome {
  /**
   * What to grant and what to forbid. From the moment of reading on, deciding on these decides as the Consents do.
   *
   * @param grants one for each holder, set of purposes and window
   * @param denials which hold against every grant, also those of other origin
   * @param remarks what to know beside it, each with its place, without anything that was read
   */
  record Read(List<HolderTerms> grants, List<StandingDenial> denials, List<String> remarks)
      implements ConsentOutcome {
    /** Copies the lists. */
    public Read {
      grants = List.copyOf(grants);
      denials = List.copyOf(denials);
      remarks = List.copyOf(remarks);
    }

    /** The counts alone: what a patient allows and forbids is health data. */
    @Override
    public String toString() {
      return "Read[" + grants.size() + " grants, " + denials.size() + " denials, " + remarks.size()
          + " remarks]";
    }
  }

  /**
   * None of the Consents was read: what is left of a set without one of them is not what the patient said.
   *
   * @param code HBS-6401 to HBS-6409
   * @param consent which of those given, counted from 0
   * @param path where in it, for example {@code Consent.provision.provision[1].securityLabel[0]}
   * @param why what can't be told or kept to, without anything that was read
   */
  record Refused(ErrorCode code, int consent, String path, String why) implements ConsentOutcome {
    /** What a person can do about it. */
    public String remedy() {
      return code.remedy();
    }

    /** For example {@code HBS-6403 Consent 0 at Consent.provision: it has no type …; ask … (docs/errors/HBS-6403.md)}. */
    @Override
    public String toString() {
      return code.describe("Consent " + consent + " at " + path + ": " + why);
    }
  }
}
