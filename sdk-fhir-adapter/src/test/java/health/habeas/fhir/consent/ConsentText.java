// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import java.nio.charset.StandardCharsets;

/** Consents as text, with apostrophes for quotation marks and names for code systems. */
final class ConsentText {
  static final String CLINIC =
      "{'role':{'coding':[{'system':'[role]','code':'IRCP'}]},'reference':{'reference':'Organization/clinic'}}";
  static final String TREAT = "{'system':'[reason]','code':'TREAT'}";
  static final String UNTIL = "'period':{'end':'2026-12-31'}";

  private ConsentText() {}

  /** An R4 Consent with these other members. */
  static byte[] r4(String... members) {
    return json("{'resourceType':'Consent','status':'active',"
        + "'scope':{'coding':[{'system':'[scope]','code':'patient-privacy'}]},"
        + "'category':[{'coding':[{'system':'http://loinc.org','code':'59284-0'}]}],"
        + "'patient':{'reference':'Patient/alice'},"
        + String.join(",", members) + "}");
  }

  /** An R5 Consent with these other members. */
  static byte[] r5(String... members) {
    return json("{'resourceType':'Consent','status':'active',"
        + "'category':[{'coding':[{'system':'http://loinc.org','code':'59284-0'}]}],"
        + "'subject':{'reference':'Patient/alice'},"
        + String.join(",", members) + "}");
  }

  /** A permit to the clinic, for treatment, until the end of the year, with these other members. */
  static String permit(String... more) {
    return "'provision':{'type':'permit','actor':[" + CLINIC + "],'purpose':[" + TREAT + "],"
        + UNTIL + (more.length == 0 ? "" : ",") + String.join(",", more) + "}";
  }

  static byte[] json(String text) {
    String terminology = "http://terminology.hl7.org/CodeSystem/";
    return text.replace('\'', '"')
        .replace("[role]", terminology + "v3-ParticipationType")
        .replace("[reason]", terminology + "v3-ActReason")
        .replace("[scope]", terminology + "consentscope")
        .replace("[act]", terminology + "v3-ActCode")
        .replace("[confidentiality]", terminology + "v3-Confidentiality")
        .replace("[action]", terminology + "consentaction")
        .replace("[own]", "https://habeas.health/fhir/CodeSystem/")
        .getBytes(StandardCharsets.UTF_8);
  }
}
