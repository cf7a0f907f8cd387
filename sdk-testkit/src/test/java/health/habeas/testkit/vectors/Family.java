// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A chain in the making: Alice to the clinic, to the laboratory, to the registry, and on. Immutable. */
record Family(List<Body> bodies, List<byte[]> links) {
  private static final List<Person> PEOPLE = List.of(
      Person.ALICE,
      Person.CLINIC,
      Person.LAB,
      Person.REGISTRY,
      Person.DEPUTY,
      Person.EXPERT,
      Person.FRIEND);

  /** A root that may be handed on four times. */
  static Family root(UnaryOperator<Body> terms) {
    return new Family(List.of(), List.of()).and(terms);
  }

  /** So many links that hand on everything. */
  static Family of(int links) {
    Family family = root(UnaryOperator.identity());
    while (family.links.size() < links) {
      family = family.and(UnaryOperator.identity());
    }
    return family;
  }

  Family and(UnaryOperator<Body> terms) {
    int link = bodies.size();
    Body whole = link == 0
        ? Body.example().with(10, 4)
        : lastBody().handedOn(issuer(), PEOPLE.get(link + 1), link);
    Body body = terms.apply(whole);
    List<Body> longer = new ArrayList<>(bodies);
    longer.add(body);
    List<byte[]> signed = new ArrayList<>(links);
    signed.add(issuer().link(body.bytes()));
    return new Family(longer, signed);
  }

  Body lastBody() {
    return bodies.get(bodies.size() - 1);
  }

  /** Who holds the last link. */
  Person last() {
    return issuer();
  }

  private Person issuer() {
    return PEOPLE.get(bodies.size());
  }

  byte[] link(int number) {
    return links.get(number);
  }
}
