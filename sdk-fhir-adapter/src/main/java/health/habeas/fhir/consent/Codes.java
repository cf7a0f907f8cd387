// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.fhir.FhirRecords;
import health.habeas.grant.Action;
import health.habeas.grant.Purpose;
import health.habeas.record.Category;
import health.habeas.record.Label;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table of codes in docs/spec/consent.md: what is not in it, is not understood. Immutable. */
final class Codes {
  static final String ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
  static final String ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
  static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
  static final String PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
  static final String CONSENT_ACTION = "http://terminology.hl7.org/CodeSystem/consentaction";
  static final String CONSENT_SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope";
  static final String LOINC = "http://loinc.org";
  static final String R4_TYPES = "http://hl7.org/fhir/resource-types";
  static final String R5_TYPES = "http://hl7.org/fhir/fhir-types";

  /** Where FHIR has no code of exactly this meaning. */
  static final String OWN_ACTION = "https://habeas.health/fhir/CodeSystem/action";

  static final String OWN_CATEGORY = "https://habeas.health/fhir/CodeSystem/category";
  static final String OWN_POLICY = "https://habeas.health/fhir/policy";
  static final String OWN_LABEL = "https://habeas.health/fhir/CodeSystem/label";

  static final Set<Label> EVERY_LABEL = Set.copyOf(EnumSet.allOf(Label.class));
  static final Set<Label> SENSITIVE = Set.copyOf(EnumSet.complementOf(EnumSet.of(Label.NORMAL)));

  private static final Set<String> RESOURCE_TYPES = resourceTypes();
  private static final Map<String, Purpose> PURPOSES = table(Purpose.values(), Purpose::name);
  private static final Map<String, Action> OWN_ACTIONS =
      table(Action.values(), a -> a.name().toLowerCase(Locale.ROOT));
  private static final Map<String, Category> CATEGORIES =
      table(Category.values(), Category::registryName);
  private static final Map<String, Label> OWN_LABELS = table(Label.values(), Label::name);
  private static final Set<Label> BY_ACT_CODE =
      EnumSet.of(Label.PSY, Label.ETH, Label.HIV, Label.SEX, Label.GDIS, Label.SDV);
  private static final Map<String, Set<Action>> ACTIONS = Map.of(
      "access", Set.of(Action.READ, Action.SEARCH),
      "collect", Set.of(Action.CREATE),
      "correct", Set.of(Action.AMEND));
  private static final Map<String, Set<String>> PRIVACY_CATEGORIES =
      Map.of(LOINC, Set.of("59284-0", "64292-6"), ACT_CODE, Set.of("IDSCL", "INFA"));

  private Codes() {}

  static Set<Object> purpose(Element coding) {
    Optional<Purpose> purpose = is(coding, ACT_REASON) ? known(PURPOSES, coding) : Optional.empty();
    return Set.of(purpose.orElseThrow(() -> unknown(coding, "purpose")));
  }

  static Set<Object> action(Element concept) {
    return concept(concept, "action", coding -> {
      Set<Object> actions = new HashSet<>();
      if (is(coding, CONSENT_ACTION)) {
        actions.addAll(known(ACTIONS, coding).orElse(Set.of()));
      } else if (is(coding, OWN_ACTION)) {
        known(OWN_ACTIONS, coding).ifPresent(actions::add);
      }
      return actions;
    });
  }

  static Set<Object> category(Element concept) {
    return concept(concept, "category", coding -> {
      Set<Object> categories = new HashSet<>();
      if (is(coding, OWN_CATEGORY)) {
        known(CATEGORIES, coding).ifPresent(categories::add);
      }
      return categories;
    });
  }

  static boolean isResourceType(String name) {
    return RESOURCE_TYPES.contains(name);
  }

  static Set<Object> resourceType(Element coding) {
    Optional<String> type = coding.text("code").filter(RESOURCE_TYPES::contains);
    if (!is(coding, R4_TYPES) && !is(coding, R5_TYPES)) {
      throw coding.place().unsupported("records are told apart by FHIR resource types alone");
    }
    return Set.of(type.orElseThrow(() -> unknown(coding, "resource type")));
  }

  /** The label of a sensitivity; empty for a confidentiality. */
  static Optional<Label> sensitivity(Element coding) {
    Optional<Label> label = Optional.empty();
    if (is(coding, ACT_CODE)) {
      label = known(OWN_LABELS, coding).filter(BY_ACT_CODE::contains);
    } else if (is(coding, OWN_LABEL)) {
      label = known(OWN_LABELS, coding);
    } else if (is(coding, CONFIDENTIALITY)) {
      return label;
    }
    if (label.isEmpty()) {
      throw unknown(coding, "label; a narrower code would reach more records than it names");
    }
    return label;
  }

  /** The code of a confidentiality. */
  static String confidentiality(Element coding) {
    return coding
        .text("code")
        .filter(Set.of("N", "R", "V")::contains)
        .orElseThrow(() -> unknown(coding, "label"));
  }

  static boolean isRecipient(Element role) {
    return role.elements("coding").stream()
        .anyMatch(coding -> is(coding, PARTICIPATION)
            && Set.of("IRCP", "PRCP").contains(coding.text("code").orElse("")));
  }

  static boolean isPrivacy(Element category) {
    return category.elements("coding").stream()
        .anyMatch(coding -> PRIVACY_CATEGORIES
            .getOrDefault(coding.text("system").orElse(""), Set.of())
            .contains(coding.text("code").orElse("")));
  }

  static boolean has(Element concept, String system, String code) {
    return concept.elements("coding").stream()
        .anyMatch(coding -> is(coding, system) && coding.text("code").orElse("").equals(code));
  }

  /** The codings of a concept are names of one thing: those that are known must agree. */
  private static Set<Object> concept(
      Element concept, String kind, Function<Element, Set<Object>> meaning) {
    Set<Set<Object>> meanings = concept.elements("coding").stream()
        .map(meaning)
        .filter(some -> !some.isEmpty())
        .collect(Collectors.toSet());
    if (meanings.size() > 1) {
      throw concept.place().ambiguous("its codings are different things");
    }
    return meanings.stream().findFirst().orElseThrow(() -> unknown(concept, kind));
  }

  private static RefusedConsent unknown(Element at, String kind) {
    return at.place().unknownCode("it is not the code of a " + kind);
  }

  private static boolean is(Element coding, String system) {
    return coding.text("system").orElse("").equals(system);
  }

  private static <T> Optional<T> known(Map<String, T> table, Element coding) {
    return coding.text("code").map(table::get);
  }

  private static <T> Map<String, T> table(T[] values, Function<T, String> code) {
    Map<String, T> table = new HashMap<>();
    Arrays.stream(values).forEach(value -> table.put(code.apply(value), value));
    return Map.copyOf(table);
  }

  private static Set<String> resourceTypes() {
    try (InputStream in = FhirRecords.class.getResourceAsStream("categories.tsv")) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks categories.tsv");
      }
      List<String> lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return lines.stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.substring(0, line.indexOf('\t')))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException("the jar's categories.tsv is unreadable", e);
    }
  }
}
