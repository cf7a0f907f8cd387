// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.fhir.consent.Rule.Effect;
import health.habeas.record.Label;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads what a provision states, R4's and R5's alike. Immutable. */
record ProvisionReader(References references, Periods periods) {
  private static final Set<String> MEMBERS = Set.of(
      "type",
      "period",
      "actor",
      "action",
      "securityLabel",
      "purpose",
      "class",
      "resourceType",
      "code",
      "dataPeriod",
      "data",
      "provision");
  private static final Set<String> UNSUPPORTED = Set.of("documentType", "expression");

  Conditions read(Element provision, Effect effect) {
    for (String name : UNSUPPORTED) {
      if (provision.has(name)) {
        throw provision.place().member(name).unsupported("no grant can keep to it");
      }
    }
    provision.allowing(MEMBERS);
    Extensions.check(provision);
    Conditions all = Conditions.NONE;
    all = with(all, Dimension.HOLDERS, values(provision.elements("actor"), this::holders));
    all = with(all, Dimension.PURPOSES, values(provision.elements("purpose"), Codes::purpose));
    all = with(all, Dimension.ACTIONS, values(provision.elements("action"), Codes::action));
    all = with(all, Dimension.TYPES, values(types(provision), Codes::resourceType));
    all = with(all, Dimension.CATEGORIES, values(provision.elements("code"), Codes::category));
    all = with(all, Dimension.LABELS, labels(provision.elements("securityLabel"), effect));
    all = with(all, Dimension.DAYS, provision.element("dataPeriod").flatMap(periods::days));
    all = with(all, Dimension.TIME, provision.element("period").flatMap(periods::time));
    return data(all, provision.elements("data"));
  }

  Optional<Extent> holders(List<Element> references) {
    return values(references, this.references::holders);
  }

  private Set<Object> holders(Element actor) {
    actor.allowing(Set.of("role", "reference"));
    if (!actor.element("role").map(Codes::isRecipient).orElse(true)) {
      throw actor.place().unsupported("a provision is kept for recipients (IRCP, PRCP) alone");
    }
    return references.holders(
        actor.element("reference").orElseThrow(() -> actor.place().malformed("it names nobody")));
  }

  private static List<Element> types(Element provision) {
    if (provision.has("class") && provision.has("resourceType")) {
      throw provision.place().malformed("class is of R4, and resourceType of R5");
    }
    return provision.elements(provision.has("class") ? "class" : "resourceType");
  }

  private Conditions data(Conditions all, List<Element> data) {
    Set<String> meanings =
        data.stream().map(each -> each.requiredText("meaning")).collect(Collectors.toSet());
    if (meanings.isEmpty()) {
      return all;
    }
    Element first = data.get(0);
    if (meanings.size() > 1 || !Set.of("instance", "authoredby").containsAll(meanings)) {
      throw first.place().unsupported("records are found by name, or else by author, alone");
    }
    boolean named = meanings.contains("instance");
    return with(all, named ? Dimension.RECORDS : Dimension.AUTHORS, values(data, each -> {
      Element reference = each.allowing(Set.of("meaning", "reference"))
          .element("reference")
          .orElseThrow(() -> each.place().malformed("it names nothing"));
      return named ? References.record(reference) : references.authors(reference);
    }));
  }

  /**
   * A confidentiality is a high-water mark: a permit of R reaches what is less confidential, too, and a denial what is more.
   * Every sensitive label counts as R, as IHE has it.
   */
  private static Optional<Extent> labels(List<Element> codings, Effect effect) {
    Set<Object> labels = new HashSet<>();
    boolean high = false;
    boolean sensitive = false;
    for (Element coding : codings) {
      Optional<Label> label = Codes.sensitivity(coding);
      if (label.isPresent()) {
        labels.add(label.get());
        sensitive |= label.get() != Label.NORMAL;
        continue;
      }
      String code = Codes.confidentiality(coding);
      high |= !code.equals("N");
      if (effect == Effect.PERMIT) {
        labels.addAll(code.equals("N") ? Set.of(Label.NORMAL) : Codes.EVERY_LABEL);
      } else if (code.equals("R")) {
        labels.addAll(Codes.SENSITIVE);
      } else {
        throw coding
            .place()
            .ambiguous("what it denies beside records of just this confidentiality");
      }
    }
    if (high && sensitive) {
      throw codings
          .get(0)
          .place()
          .ambiguous("whether the confidentiality and the sensitivity must both be there");
    }
    return labels.isEmpty() ? Optional.empty() : Optional.of(new Extent.Values(labels));
  }

  private static Optional<Extent> values(
      List<Element> elements, Function<Element, Set<Object>> meaning) {
    Set<Object> all = new HashSet<>();
    elements.forEach(element -> all.addAll(meaning.apply(element)));
    return all.isEmpty() ? Optional.empty() : Optional.of(new Extent.Values(all));
  }

  private static Conditions with(Conditions all, Dimension dimension, Optional<Extent> extent) {
    return extent.map(some -> all.with(dimension, some)).orElse(all);
  }
}
