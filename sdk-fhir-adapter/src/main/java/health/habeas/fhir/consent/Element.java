// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON object of a Consent, with its place. Every member that is asked for must have the form that FHIR gives it, and
 * whoever reads an element first says which members it may have: one that is not known may mean anything. Immutable.
 */
record Element(Place place, Map<String, Object> members) {
  /**
   * This element, if it has no member but these, those that every FHIR element may have, and the extensions of its
   * primitive members.
   */
  Element allowing(Set<String> names) {
    for (String name : members.keySet()) {
      String plain = name.startsWith("_") ? name.substring(1) : name;
      if (!names.contains(plain) && !plain.equals("id") && !plain.equals("extension")) {
        throw place.unsupported("it has a member that is not known");
      }
    }
    return this;
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  Optional<String> text(String name) {
    Object value = members.get(name);
    if (value != null && !(value instanceof String)) {
      throw place.member(name).malformed("it is no string");
    }
    return Optional.ofNullable((String) value);
  }

  String requiredText(String name) {
    return text(name).orElseThrow(() -> place.member(name).malformed("it is missing"));
  }

  Optional<Element> element(String name) {
    return Optional.ofNullable(members.get(name)).map(value -> of(place.member(name), value));
  }

  List<Element> elements(String name) {
    Object value = members.get(name);
    if (value == null) {
      return List.of();
    }
    Place at = place.member(name);
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      throw at.malformed("it is no list");
    }
    List<Element> elements = new ArrayList<>();
    for (Object each : list) {
      elements.add(of(at.index(elements.size()), each));
    }
    return elements;
  }

  private static Element of(Place place, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw place.malformed("it is no object");
    }
    @SuppressWarnings("unchecked") // ConsentJson makes maps from names alone
    Map<String, Object> members = (Map<String, Object>) map;
    return new Element(place, members);
  }
}
