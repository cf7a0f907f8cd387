// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.testkit.grant.ConsentPlan.Form;
import health.habeas.testkit.grant.ConsentPlan.Provision;
import health.habeas.testkit.grant.ConsentPlan.What;
import health.habeas.testkit.grant.ConsentPlan.When;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** A planned Consent as FHIR JSON. Stateless. */
final class ConsentDocument {
  private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";
  private static final List<String> ACTORS =
      List.of("Organization/clinic", "Organization/lab", "Group/ward");
  private static final List<String> ACTIONS = List.of("access", "collect", "correct");
  private static final List<String> DATA =
      List.of("Practitioner/1", "Practitioner/2", "Observation/1", "Observation/2", "Condition/1");
  private static final int AUTHORS = 2;

  private ConsentDocument() {}

  static byte[] of(ConsentPlan plan, String id, Oddity oddity) {
    boolean r5 = plan.form() == Form.R5;
    StringJoiner members = object();
    members.add(member("resourceType", text("Consent")));
    members.add(member("id", text(oddity == Oddity.SAME_NAME ? "same" : id)));
    if (plan.form() == Form.PCF) {
      String profile =
          text("https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consentAdvanced");
      members.add(member("meta", "{" + member("profile", "[" + profile + "]") + "}"));
    }
    members.add(member("status", text(oddity == Oddity.NOT_ACTIVE ? "inactive" : "active")));
    String category = coding("http://loinc.org", "59284-0");
    members.add(member("category", list(List.of(concept(category)))));
    String patient = oddity == Oddity.ANOTHER_PATIENT ? "Patient/bob" : "Patient/alice";
    members.add(member(r5 ? "subject" : "patient", reference(patient)));
    if (!r5) {
      members.add(
          member("scope", concept(coding(TERMINOLOGY + "consentscope", "patient-privacy"))));
    }
    if (!oddity.member.isEmpty()) {
      members.add(oddity.member);
    }
    body(plan, oddity, members);
    return members.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void body(ConsentPlan plan, Oddity oddity, StringJoiner members) {
    Provision root = plan.root();
    if (plan.form() != Form.R5) {
      members.add(member("provision", provision(plan.form(), root, oddity)));
      return;
    }
    if (oddity != Oddity.NO_DECISION) {
      members.add(member("decision", text(root.permits() ? "permit" : "deny")));
    }
    List<String> grantees = picked(ACTORS, root.who().holders()).stream()
        .map(ConsentDocument::reference)
        .toList();
    addList(members, "grantee", grantees);
    addPeriod(members, "period", root.when());
    addList(members, "provision", nested(plan.form(), root, oddity));
  }

  private static String provision(Form form, Provision plan, Oddity oddity) {
    StringJoiner members = object();
    if (form != Form.R5 && oddity != Oddity.NO_DECISION) {
      members.add(member("type", text(plan.permits() ? "permit" : "deny")));
    }
    String recipient = concept(coding(TERMINOLOGY + "v3-ParticipationType", "IRCP"));
    addList(
        members,
        "actor",
        picked(ACTORS, plan.who().holders()).stream()
            .map(actor ->
                "{" + member("role", recipient) + "," + member("reference", reference(actor)) + "}")
            .toList());
    addList(
        members,
        "purpose",
        picked(ConsentUniverse.PURPOSES, plan.who().purposes()).stream()
            .map(purpose -> coding(TERMINOLOGY + "v3-ActReason", purpose.name()))
            .toList());
    addList(
        members,
        "action",
        picked(ACTIONS, plan.who().actions()).stream()
            .map(action -> concept(coding(TERMINOLOGY + "consentaction", action)))
            .toList());
    addRecords(form, members, plan.what());
    addPeriod(members, "period", plan.when());
    addList(members, "provision", nested(form, plan, oddity));
    return members.toString();
  }

  private static void addRecords(Form form, StringJoiner members, What what) {
    boolean r5 = form == Form.R5;
    addList(
        members,
        r5 ? "resourceType" : "class",
        picked(ConsentUniverse.TYPES, what.types()).stream()
            .map(type ->
                coding("http://hl7.org/fhir/" + (r5 ? "fhir-types" : "resource-types"), type))
            .toList());
    addList(
        members,
        "code",
        picked(ConsentUniverse.CATEGORIES, what.categories()).stream()
            .map(each -> concept(coding(
                "https://habeas.health/fhir/CodeSystem/category",
                each.name().toLowerCase(Locale.ROOT))))
            .toList());
    List<String> labels = List.of(
        coding(TERMINOLOGY + "v3-Confidentiality", "N"),
        coding(TERMINOLOGY + "v3-ActCode", "PSY"),
        coding(TERMINOLOGY + "v3-ActCode", "HIV"),
        coding(TERMINOLOGY + "v3-Confidentiality", "R"));
    addList(members, "securityLabel", picked(labels, what.labels()));
    addList(
        members,
        "data",
        picked(DATA, what.data()).stream()
            .map(each -> "{"
                + member("meaning", text(DATA.indexOf(each) < AUTHORS ? "authoredby" : "instance"))
                + "," + member("reference", reference(each)) + "}")
            .toList());
    if (what.days() > 0) {
      String first = text(ConsentUniverse.FIRST_DAY.plusDays(what.firstDay()).toString());
      String last = text(
          ConsentUniverse.FIRST_DAY.plusDays(what.firstDay() + what.days() - 1).toString());
      members.add(
          member("dataPeriod", "{" + member("start", first) + "," + member("end", last) + "}"));
    }
  }

  private static List<String> nested(Form form, Provision plan, Oddity oddity) {
    List<String> nested = new ArrayList<>();
    plan.exceptions().forEach(each -> nested.add(provision(form, each, Oddity.NONE)));
    if (!oddity.provision.isEmpty()) {
      String type = form == Form.R5 ? "" : member("type", text("deny")) + ",";
      nested.add("{" + type + oddity.provision + "}");
    }
    return nested;
  }

  private static void addPeriod(StringJoiner members, String name, When when) {
    StringJoiner period = object();
    if (when.start() > 0) {
      Instant start = when.start() == 1
          ? ConsentUniverse.NOW.minus(Duration.ofDays(1))
          : ConsentUniverse.NOW.plus(Duration.ofHours(1));
      period.add(member("start", text(start.toString())));
    }
    if (when.end() > 0) {
      period.add(member("end", text(end(when.end()))));
    }
    if (when.start() > 0 || when.end() > 0) {
      members.add(member(name, period.toString()));
    }
  }

  // FHIR's end is within the period
  private static String end(int kind) {
    return switch (kind) {
      case 1 -> ConsentUniverse.NOW.minus(Duration.ofHours(1)).minusSeconds(1).toString();
      case 2 -> ConsentUniverse.NOW.plus(Duration.ofHours(1)).minusSeconds(1).toString();
      case 3 -> ConsentUniverse.NOW.plus(Duration.ofHours(24)).minusSeconds(1).toString();
      default -> "2026-03-02";
    };
  }

  private static <T> List<T> picked(List<T> values, int mask) {
    return List.copyOf(Universe.picked(values, mask));
  }

  private static StringJoiner object() {
    return new StringJoiner(",", "{", "}");
  }

  private static void addList(StringJoiner members, String name, List<String> values) {
    if (!values.isEmpty()) {
      members.add(member(name, list(values)));
    }
  }

  private static String list(Collection<String> values) {
    return "[" + String.join(",", values) + "]";
  }

  private static String reference(String name) {
    return "{" + member("reference", text(name)) + "}";
  }

  private static String concept(String coding) {
    return "{" + member("coding", list(List.of(coding))) + "}";
  }

  static String coding(String system, String code) {
    return "{" + member("system", text(system)) + "," + member("code", text(code)) + "}";
  }

  private static String member(String name, String value) {
    return text(name) + ":" + value;
  }

  private static String text(String value) {
    return "\"" + value + "\"";
  }

  /** What makes a Consent one that nobody can keep to. */
  enum Oddity {
    NONE,
    NOT_ACTIVE,
    ANOTHER_PATIENT,
    NO_DECISION,
    SAME_NAME,
    UNKNOWN_MEMBER("\"strangeMember\":true", ""),
    IMPLICIT_RULES("\"implicitRules\":\"http://example.org/rules\"", ""),
    MODIFIER("\"modifierExtension\":[{\"url\":\"http://example.org/not\"}]", ""),
    NOT_VERIFIED("\"verification\":[{\"verified\":false}]", ""),
    NESTED_MODIFIER("", "\"modifierExtension\":[{\"url\":\"http://example.org/not\"}]"),
    UNKNOWN_PURPOSE("", "\"purpose\":[" + coding("http://example.org/purposes", "TREAT") + "]"),
    UNKNOWN_ACTION(
        "",
        "\"action\":[{\"coding\":[" + coding(TERMINOLOGY + "consentaction", "disclose") + "]}]"),
    UNKNOWN_ACTOR("", "\"actor\":[{\"reference\":{\"reference\":\"Organization/nobody\"}}]"),
    UNKNOWN_TYPE("", "\"class\":[" + coding("urn:ietf:bcp:13", "application/pdf") + "]"),
    UNKNOWN_CODE("", "\"code\":[{\"coding\":[" + coding("http://loinc.org", "34133-9") + "]}]"),
    NARROW_LABEL("", "\"securityLabel\":[" + coding(TERMINOLOGY + "v3-ActCode", "ETHUD") + "]"),
    EXPRESSION("", "\"expression\":{\"language\":\"text/fhirpath\"}"),
    RELATED_DATA(
        "", "\"data\":[{\"meaning\":\"related\",\"reference\":{\"reference\":\"Encounter/1\"}}]"),
    HALF_A_DAY("", "\"dataPeriod\":{\"start\":\"2025-01-01T12:00:00Z\"}");

    private final String member;
    private final String provision;

    Oddity() {
      this("", "");
    }

    Oddity(String member, String provision) {
      this.member = member;
      this.provision = provision;
    }
  }
}
