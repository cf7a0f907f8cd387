// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.grant.Action;
import health.habeas.grant.Purpose;
import health.habeas.record.Label;
import java.util.Set;

/** In what a provision can be narrower than everything. Immutable. */
enum Dimension {
  HOLDERS,
  PURPOSES,
  ACTIONS,
  TYPES,
  /** A record has several: one in common is enough. */
  CATEGORIES,
  /** A record has several: a permit needs all of them, a denial one. */
  LABELS,
  AUTHORS,
  RECORDS,
  /** Clinical days, as days since 1970. */
  DAYS,
  /** When the provision holds, in seconds since 1970. */
  TIME;

  /** Every value there is; empty where new ones may appear. */
  Set<Object> everything() {
    return switch (this) {
      case PURPOSES -> Set.of((Object[]) Purpose.values());
      case ACTIONS -> Set.of((Object[]) Action.values());
      case LABELS -> Set.of((Object[]) Label.values());
      case HOLDERS, TYPES, CATEGORIES, AUTHORS, RECORDS, DAYS, TIME -> Set.of();
    };
  }

  /** Whether a request has exactly one value of it. */
  boolean isSingle() {
    return this != CATEGORIES && this != LABELS;
  }
}
