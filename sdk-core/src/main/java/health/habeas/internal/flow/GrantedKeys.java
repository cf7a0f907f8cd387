// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.grant.Action;
import health.habeas.grant.CompartmentDays;
import health.habeas.grant.Directives;
import health.habeas.grant.Permission;
import health.habeas.grant.ScopeKeys;
import health.habeas.internal.flow.VaultState.Generation;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.internal.keytree.CompartmentKeys;
import health.habeas.internal.keytree.DayRange;
import health.habeas.internal.keytree.Reach;
import health.habeas.key.VerifyKey;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which keys a permission needs, and no others: for each READ line its categories × label sets × days. Every single label
 * is given at once; a set of several labels when the vault has records with just that set.
 */
final class GrantedKeys {
  private GrantedKeys() {}

  /** The compartments and days that the permission's READ lines reach; days after its end are never handed out. */
  static Set<Reach> reach(Permission permission, Set<CompartmentId> inUse) {
    return reach(permission, inUse, each -> false);
  }

  /** The same, less what the patient's directives forbid to any of a chain's holders as far as keys can express it. */
  static Set<Reach> reach(
      Permission permission,
      Set<CompartmentId> inUse,
      Collection<VerifyKey> holders,
      Directives directives) {
    return reach(permission, inUse, each -> directives.forbidKeys(holders, permission, each));
  }

  private static Set<Reach> reach(
      Permission permission, Set<CompartmentId> inUse, Predicate<CompartmentDays> withheld) {
    LocalDate lastDay = permission.window().expires().atZone(ZoneOffset.UTC).toLocalDate();
    Set<Integer> labelSets = new HashSet<>();
    inUse.forEach(compartment -> labelSets.add(compartment.labelMask()));
    Set<Reach> reaches = new HashSet<>();
    for (CompartmentDays each : ScopeKeys.of(permission.scope(), Action.READ, lastDay)) {
      boolean inQuestion =
          Integer.bitCount(each.labelMask()) == 1 || labelSets.contains(each.labelMask());
      if (inQuestion && !withheld.test(each)) {
        reaches.add(new Reach(
            new CompartmentId(each.labelMask(), each.category()),
            new DayRange(each.days().fromNumber(), each.days().toNumber())));
      }
    }
    return reaches;
  }

  /** The keys for those generations that the permission reaches; empty ones are left out. The caller closes them. */
  static List<CompartmentKeys> keys(
      KeyRing ring, Set<Reach> reaches, Collection<Generation> generations) {
    Map<CompartmentId, List<DayRange>> days = new LinkedHashMap<>();
    reaches.forEach(reach ->
        days.computeIfAbsent(reach.compartment(), c -> new ArrayList<>()).add(reach.days()));
    return generations.stream()
        .filter(generation -> days.containsKey(generation.compartment()))
        .map(generation ->
            ring.of(generation, days.getOrDefault(generation.compartment(), List.of())))
        .filter(keys -> !keys.nodes().isEmpty())
        .toList();
  }
}
