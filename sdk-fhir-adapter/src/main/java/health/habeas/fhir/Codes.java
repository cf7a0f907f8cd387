// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The codes of one resource as they come up, up to a limit. Not thread-safe. */
final class Codes {
  private static final int MAX_CATEGORIES = 64;

  private final Set<String> categories = new HashSet<>();
  private final List<Coding> security = new ArrayList<>();
  private final List<Coding> codings = new ArrayList<>();
  private boolean whole = true;

  void category(String code) {
    if (categories.size() < MAX_CATEGORIES) {
      categories.add(code);
    }
  }

  void security(Coding coding) {
    add(security, coding);
  }

  void coding(Coding coding) {
    add(codings, coding);
  }

  /** Whether there was room for all. */
  boolean whole() {
    return whole;
  }

  ResourceFacts about(String type) {
    return new ResourceFacts(type, categories, security, codings);
  }

  private void add(List<Coding> to, Coding coding) {
    if (to.size() < ResourceFacts.MAX_CODINGS) {
      to.add(coding);
    } else {
      whole = false;
    }
  }
}
