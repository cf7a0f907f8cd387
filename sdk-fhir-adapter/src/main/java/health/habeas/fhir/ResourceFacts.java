// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import java.util.List;
import java.util.Set;

/**
 * What a classifier may know of one resource: its type and its codes, contained resources included.
 *
 * <p>Limits: narrative, free text, attachments and referenced resources are not looked into. At most
 * {@value #MAX_CODINGS} codings are kept; a resource with more is labelled {@code RESTRICTED} whatever a
 * classifier says, because it was not judged whole. Immutable. {@code toString} shows no codes.
 *
 * @param type the FHIR resource type
 * @param categories the codes of the resource's own {@code category}
 * @param security the codings of {@code meta.security}, its own and those of resources inside it
 * @param codings every other coding anywhere in it, as often as it occurs
 */
public record ResourceFacts(
    String type, Set<String> categories, List<Coding> security, List<Coding> codings) {
  /** How many codings are looked at in one resource. */
  public static final int MAX_CODINGS = 65_536;

  /** Copies the collections. */
  public ResourceFacts {
    categories = Set.copyOf(categories);
    security = List.copyOf(security);
    codings = List.copyOf(codings);
  }

  /** The counts alone. */
  @Override
  public String toString() {
    return "ResourceFacts[" + codings.size() + " codings]";
  }
}
