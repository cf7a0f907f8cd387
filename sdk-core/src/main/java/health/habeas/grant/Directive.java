// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.key.VerifyKey;
import java.util.Collection;

/**
 * A patient's standing denial: whatever the grants say, these records are not for them. A matching directive always
 * denies, and adding one never allows more (L42).
 *
 * <p>A denial reaches further than a grant's line: one label in common is enough. It also binds whoever a named holder
 * handed its grant on to. Immutable.
 *
 * @param vault whose records
 * @param holders against whom
 * @param purposes for which purposes
 * @param forbidden which records and actions
 */
public record Directive(
    VaultId vault, Field<VerifyKey> holders, Field<Purpose> purposes, Atom forbidden) {

  /** Whether it concerns one of these holders and this request's vault and purpose. */
  boolean concerns(Collection<VerifyKey> chainHolders, AccessRequest request) {
    return vault.equals(request.vault())
        && purposes.contains(request.purpose())
        && chainHolders.stream().anyMatch(holders::contains);
  }

  /** Whether it forbids the action on this record. */
  boolean forbids(Action action, RecordFacts facts) {
    return forbidden.actions().contains(action)
        && forbidden.types().contains(facts.type())
        && forbidden.categories().containsAny(facts.categories())
        && forbidden.days().contains(facts.day())
        && forbidden.labels().containsAny(facts.labels())
        && forbidden.sources().contains(facts.source())
        && forbidden.ids().contains(facts.id());
  }

  /** Whether it forbids the action on every record of the selection. Else records are filtered one by one. */
  boolean forbidsAll(Action action, Selection selection) {
    return forbidden.actions().contains(action)
        && selection.types().within(forbidden.types())
        && selection.categories().within(forbidden.categories())
        && selection.days().within(forbidden.days())
        && forbidden.labels() instanceof Field.All<?>
        && forbidden.sources() instanceof Field.All<?>
        && forbidden.ids() instanceof Field.All<?>;
  }
}
