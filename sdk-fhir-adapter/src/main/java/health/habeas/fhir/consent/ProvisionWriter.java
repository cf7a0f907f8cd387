// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.fhir.consent.Rule.Effect;
import health.habeas.grant.Action;
import health.habeas.grant.Field;
import health.habeas.grant.Purpose;
import health.habeas.key.VerifyKey;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Conditions as the members of a provision: what {@link ProvisionReader} reads. Immutable. */
record ProvisionWriter(FhirRelease release, HolderNames names) {

  Map<String, Object> write(Conditions conditions, Effect effect) throws Unwritable {
    Map<String, Object> members = new LinkedHashMap<>();
    period(conditions).ifPresent(period -> members.put("period", period));
    put(members, "actor", actors(conditions));
    put(members, "action", actions(conditions));
    put(members, "securityLabel", labels(conditions, effect));
    put(
        members,
        "purpose",
        some(conditions.field(Dimension.PURPOSES, Purpose.class)).stream()
            .map(purpose -> coding(Codes.ACT_REASON, purpose.name()))
            .toList());
    put(members, release == FhirRelease.R4 ? "class" : "resourceType", types(conditions));
    put(
        members,
        "code",
        some(conditions.field(Dimension.CATEGORIES, Category.class)).stream()
            .map(category -> concept(coding(Codes.OWN_CATEGORY, category.registryName())))
            .toList());
    dataPeriod(conditions).ifPresent(period -> members.put("dataPeriod", period));
    put(members, "data", data(conditions));
    return members;
  }

  List<Object> references(Conditions conditions) throws Unwritable {
    List<Object> references = new ArrayList<>();
    for (VerifyKey key : some(conditions.field(Dimension.HOLDERS, VerifyKey.class))) {
      references.add(reference(names.holder(key).orElseThrow(Unwritable::new)));
    }
    return references;
  }

  private List<Object> actors(Conditions conditions) throws Unwritable {
    Object recipient = concept(coding(Codes.PARTICIPATION, "IRCP"));
    return references(conditions).stream()
        .<Object>map(reference -> object("role", recipient, "reference", reference))
        .toList();
  }

  private static List<Object> actions(Conditions conditions) {
    Set<Action> actions = Set.copyOf(some(conditions.field(Dimension.ACTIONS, Action.class)));
    boolean access = actions.containsAll(Set.of(Action.READ, Action.SEARCH));
    List<Object> concepts = new ArrayList<>();
    if (access) {
      concepts.add(concept(coding(Codes.CONSENT_ACTION, "access")));
    }
    for (Action action : actions.stream().sorted().toList()) {
      switch (action) {
        case READ, SEARCH -> {
          if (!access) {
            String code = action.name().toLowerCase(Locale.ROOT);
            concepts.add(concept(coding(Codes.OWN_ACTION, code)));
          }
        }
        case CREATE -> concepts.add(concept(coding(Codes.CONSENT_ACTION, "collect")));
        case AMEND -> concepts.add(concept(coding(Codes.CONSENT_ACTION, "correct")));
      }
    }
    return concepts;
  }

  private static List<Object> labels(Conditions conditions, Effect effect) {
    Set<Label> labels = Set.copyOf(some(conditions.field(Dimension.LABELS, Label.class)));
    boolean permits = effect == Effect.PERMIT;
    if (labels.equals(Codes.EVERY_LABEL)) {
      return permits
          ? List.of(coding(Codes.CONFIDENTIALITY, "N"), coding(Codes.CONFIDENTIALITY, "R"))
          : List.of();
    }
    if (labels.equals(Codes.SENSITIVE) && !permits) {
      return List.of(coding(Codes.CONFIDENTIALITY, "R"));
    }
    return labels.stream().sorted().map(label -> label(label, permits)).toList();
  }

  private static Object label(Label label, boolean permits) {
    if (label == Label.NORMAL && permits) {
      return coding(Codes.CONFIDENTIALITY, "N");
    }
    boolean own = label == Label.NORMAL || label == Label.RESTRICTED;
    return coding(own ? Codes.OWN_LABEL : Codes.ACT_CODE, label.name());
  }

  private List<Object> types(Conditions conditions) throws Unwritable {
    String system = release == FhirRelease.R4 ? Codes.R4_TYPES : Codes.R5_TYPES;
    List<Object> codings = new ArrayList<>();
    for (String type : some(conditions.field(Dimension.TYPES, String.class))) {
      if (!Codes.isResourceType(type)) {
        throw new Unwritable();
      }
      codings.add(coding(system, type));
    }
    return codings;
  }

  private List<Object> data(Conditions conditions) throws Unwritable {
    if (conditions.states(Dimension.AUTHORS) && conditions.states(Dimension.RECORDS)) {
      throw new Unwritable(); // FHIR would read them as one or the other
    }
    List<Object> data = new ArrayList<>();
    for (Author author : some(conditions.field(Dimension.AUTHORS, Author.class))) {
      String name = names.author(author).orElseThrow(Unwritable::new);
      data.add(object("meaning", "authoredby", "reference", reference(name)));
    }
    for (RecordId id : some(conditions.field(Dimension.RECORDS, RecordId.class))) {
      if (!References.isRecord(id.value())) {
        throw new Unwritable();
      }
      data.add(object("meaning", "instance", "reference", reference(id.value())));
    }
    return data;
  }

  static Optional<Object> period(Conditions conditions) {
    return conditions.in(Dimension.TIME).map(extent -> {
      Extent.Range time = (Extent.Range) extent;
      Map<String, Object> period = new LinkedHashMap<>();
      if (time.from() != Long.MIN_VALUE) {
        period.put("start", Instant.ofEpochSecond(time.from()).toString());
      }
      if (time.to() != Long.MAX_VALUE) {
        period.put("end", Instant.ofEpochSecond(time.to() - 1).toString());
      }
      return period;
    });
  }

  private static Optional<Object> dataPeriod(Conditions conditions) {
    return conditions.in(Dimension.DAYS).map(extent -> {
      Extent.Range days = (Extent.Range) extent;
      return object(
          "start", LocalDate.ofEpochDay(days.from()).toString(),
          "end", LocalDate.ofEpochDay(days.to() - 1).toString());
    });
  }

  static Map<String, Object> object(String name, Object value, String other, Object second) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put(name, value);
    object.put(other, second);
    return object;
  }

  static Object reference(String name) {
    return Map.of("reference", name);
  }

  static Object concept(Object coding) {
    return Map.of("coding", List.of(coding));
  }

  static Object coding(String system, String code) {
    return object("system", system, "code", code);
  }

  static void put(Map<String, Object> members, String name, List<?> values) {
    if (!values.isEmpty()) {
      members.put(name, values);
    }
  }

  /** In one order, so that equal conditions are written alike. */
  private static <T> List<T> some(Field<T> field) {
    return field instanceof Field.Some<T> some
        ? some.values().stream().sorted(Comparator.comparing(String::valueOf)).toList()
        : List.of();
  }
}
