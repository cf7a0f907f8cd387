// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Extensions. FHIR lets a reader pass over those that it doesn't know, but for modifiers, and those that bring R5's own
 * members into an R4 Consent say things that R4 has no member for. Stateless.
 */
final class Extensions {
  private static final String MODIFIER = "modifierExtension";
  private static final String R5_MEMBER =
      "http://hl7.org/fhir/5.0/StructureDefinition/extension-Consent.";
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(R5_MEMBER + "manager", R5_MEMBER + "controller", R5_MEMBER + "grantor");
  private static final String EXPRESSION = "consent-provision-expression";

  private Extensions() {}

  static void check(Element element) {
    for (Element extension : element.elements("extension")) {
      String url = extension.text("url").orElse("");
      boolean r5 = url.startsWith(R5_MEMBER) && !WITHOUT_EFFECT.contains(url);
      if (r5 || url.endsWith(EXPRESSION)) {
        throw extension.place().unsupported("it changes what the Consent says");
      }
    }
  }

  /** Refuses modifiers anywhere but in contained resources, which are looked up by their names alone. */
  static void refuseModifiers(Place place, Object value) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, member) -> {
        Place at = place.member(String.valueOf(name));
        if (MODIFIER.equals(name)) {
          throw at.unsupported("a modifier extension may change all of its meaning");
        }
        if (!"contained".equals(name)) {
          refuseModifiers(at, member);
        }
      });
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        refuseModifiers(place.index(i), list.get(i));
      }
    }
  }
}
