// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.error.ErrorCode;
import health.habeas.fhir.consent.Rule.Effect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads one Consent, of R4 or R5. Immutable. */
record ConsentParser(Set<String> patient, ProvisionReader provisions) {
  private static final int MAX_DEPTH = 8;
  private static final String PCF =
      "https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consent";
  private static final Set<String> COMMON = Set.of(
      "resourceType",
      "meta",
      "language",
      "text",
      "contained",
      "identifier",
      "status",
      "category",
      "sourceAttachment",
      "sourceReference",
      "verification",
      "provision");
  private static final Set<String> R4 =
      Set.of("scope", "patient", "dateTime", "performer", "organization", "policy", "policyRule");
  private static final Set<String> R5 = Set.of(
      "subject",
      "date",
      "period",
      "grantor",
      "grantee",
      "manager",
      "controller",
      "regulatoryBasis",
      "policyBasis",
      "policyText",
      "decision");

  Statement parse(Place place, byte[] bytes) {
    Element consent = ConsentJson.parse(place, bytes);
    if (!consent.text("resourceType").orElse("").equals("Consent")) {
      throw place.malformed("it is no Consent");
    }
    boolean r4 = R4.stream().anyMatch(consent::has);
    if (r4 == R5.stream().anyMatch(consent::has)) {
      throw place.malformed("its members are not those of R4, and not those of R5");
    }
    if (consent.has("implicitRules")) {
      throw place.member("implicitRules").unsupported("rules outside of the Consent are not read");
    }
    Extensions.refuseModifiers(place, consent.members());
    Set<String> members = new HashSet<>(COMMON);
    members.addAll(r4 ? R4 : R5);
    consent.allowing(members);
    Extensions.check(consent);
    requireInForce(consent, r4 ? "patient" : "subject");
    requirePrivacy(consent, r4);
    return new Statement(
        place, names(consent), isPcf(consent), r4 ? rootOfR4(consent) : rootOfR5(consent));
  }

  private Rule rootOfR4(Element consent) {
    Element provision = consent
        .element("provision")
        .orElseThrow(() -> consent.place().ambiguous("it has no provision, so its policy decides"));
    Effect effect = provision
        .text("type")
        .map(type -> effect(provision, type))
        .orElseThrow(() -> provision
            .place()
            .ambiguous("its root has no type, and FHIR's own examples mean now permit, now deny"));
    consent.element("policyRule").ifPresent(rule -> {
      // anything else adds to what the provisions say, or contradicts it
      if (effect != Effect.PERMIT || !Codes.has(rule, Codes.ACT_CODE, "OPTOUT")) {
        throw rule.place().ambiguous("a base policy decides where the provisions don't");
      }
    });
    return new Rule(
        effect, provision.place(), provisions.read(provision, effect), nestedOfR4(provision, 1));
  }

  private List<Rule> nestedOfR4(Element parent, int depth) {
    List<Rule> rules = new ArrayList<>();
    for (Element nested : children(parent, depth)) {
      Effect effect = effect(nested, nested.requiredText("type"));
      rules.add(new Rule(
          effect, nested.place(), provisions.read(nested, effect), nestedOfR4(nested, depth + 1)));
    }
    return rules;
  }

  private Rule rootOfR5(Element consent) {
    Effect base = consent
        .text("decision")
        .map(decision -> effect(consent, decision))
        .orElseThrow(() -> consent.place().ambiguous("it has no decision"));
    Conditions stated = consent
        .element("period")
        .flatMap(provisions.periods()::time)
        .map(time -> Conditions.NONE.with(Dimension.TIME, time))
        .orElse(Conditions.NONE);
    Conditions all = provisions
        .holders(consent.elements("grantee"))
        .map(holders -> stated.with(Dimension.HOLDERS, holders))
        .orElse(stated);
    List<Rule> exceptions = nestedOfR5(consent, base, 1);
    boolean byDefault = base == Effect.DENY && !exceptions.isEmpty();
    return new Rule(byDefault ? Effect.NEITHER : base, consent.place(), all, exceptions);
  }

  /** In R5 each level is the exception to the one above, and has no type of its own. */
  private List<Rule> nestedOfR5(Element parent, Effect above, int depth) {
    Effect effect = above == Effect.PERMIT ? Effect.DENY : Effect.PERMIT;
    List<Rule> rules = new ArrayList<>();
    for (Element nested : children(parent, depth)) {
      if (nested.has("type")) {
        throw nested.place().malformed("R5 has no type here");
      }
      rules.add(new Rule(
          effect,
          nested.place(),
          provisions.read(nested, effect),
          nestedOfR5(nested, effect, depth + 1)));
    }
    return rules;
  }

  private static List<Element> children(Element parent, int depth) {
    List<Element> children = parent.elements("provision");
    if (!children.isEmpty() && depth > MAX_DEPTH) {
      throw new RefusedConsent(
          ErrorCode.CONSENT_LIMIT,
          parent.place(),
          "provisions are nested deeper than " + MAX_DEPTH);
    }
    return children;
  }

  private static Effect effect(Element at, String code) {
    return switch (code) {
      case "permit" -> Effect.PERMIT;
      case "deny" -> Effect.DENY;
      default -> throw at.place().malformed("it is neither permit nor deny");
    };
  }

  private void requireInForce(Element consent, String subject) {
    if (!consent.requiredText("status").equals("active")) {
      throw notInForce(consent.place().member("status"), "it is not active");
    }
    for (Element verification : consent.elements("verification")) {
      if (Boolean.FALSE.equals(verification.members().get("verified"))) {
        throw notInForce(verification.place(), "it was not verified");
      }
    }
    Element reference = consent
        .element(subject)
        .orElseThrow(() -> consent.place().member(subject).malformed("it is missing"));
    if (References.names(reference).stream().noneMatch(patient::contains)) {
      throw notInForce(reference.place(), "it is another patient's");
    }
  }

  private static RefusedConsent notInForce(Place place, String why) {
    return new RefusedConsent(ErrorCode.CONSENT_NOT_IN_FORCE, place, why);
  }

  /** A consent to treatment, research or care at the end of life permits other things than to read. */
  private static void requirePrivacy(Element consent, boolean r4) {
    if (r4
        && !consent
            .element("scope")
            .map(scope -> Codes.has(scope, Codes.CONSENT_SCOPE, "patient-privacy"))
            .orElse(false)) {
      throw consent.place().member("scope").unsupported("it is no privacy Consent");
    }
    List<Element> categories = consent.elements("category");
    if (categories.isEmpty() || !categories.stream().allMatch(Codes::isPrivacy)) {
      throw consent
          .place()
          .member("category")
          .unknownCode("not every category is one of a plain privacy Consent");
    }
  }

  private static boolean isPcf(Element consent) {
    Object profiles =
        consent.element("meta").map(meta -> meta.members().get("profile")).orElse("");
    return profiles instanceof List<?> list
        && list.stream().anyMatch(profile -> String.valueOf(profile).startsWith(PCF));
  }

  private static Set<String> names(Element consent) {
    Set<String> names = new HashSet<>();
    consent.text("id").ifPresent(names::add);
    for (Element identifier : consent.elements("identifier")) {
      identifier
          .text("value")
          .ifPresent(value -> names.add(identifier.text("system").orElse("") + "|" + value));
    }
    return names;
  }
}
