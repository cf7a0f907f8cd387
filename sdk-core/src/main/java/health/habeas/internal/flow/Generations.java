// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.flow.VaultEvent.PageRef;
import health.habeas.internal.flow.VaultState.Generation;
import health.habeas.internal.keytree.CompartmentId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Each compartment's current epoch, and which epochs still have pages: after a rotation the earlier ones are outdated, until
 * a re-wrap ends them. Not thread-safe: a part of the vault's state.
 */
final class Generations {
  private final SortedMap<CompartmentId, Integer> epochs = new TreeMap<>();
  private final Map<Generation, Integer> pages = new LinkedHashMap<>();
  // The last epoch that may have a slot which is to be withdrawn.
  private final SortedMap<CompartmentId, Integer> moved = new TreeMap<>();

  void addPage(PageRef page) {
    epochs.putIfAbsent(page.compartment(), page.epoch());
    pages.merge(new Generation(page.compartment(), page.epoch()), page.index() + 1, Math::max);
  }

  void rotate(PageRef to) {
    // Never back: a revoked grant has the keys of earlier epochs.
    epochs.merge(to.compartment(), to.epoch(), Math::max);
  }

  /** A record left this compartment, and its earlier version lies there still. */
  void moveOut(PageRef from) {
    moved.merge(from.compartment(), from.epoch(), Math::max);
  }

  void rewrap(VaultEvent.Rewrapped event) {
    PageRef into = event.into();
    pages
        .keySet()
        .removeIf(g -> g.compartment().equals(into.compartment()) && g.epoch() < into.epoch());
    event.pages().forEach(this::addPage);
    // A slot in the epoch itself, or a later one, was not looked at: that move is still to be done.
    moved.computeIfPresent(
        into.compartment(), (compartment, epoch) -> epoch < into.epoch() ? null : epoch);
  }

  /** The epoch under which new records of a compartment are written. */
  int epoch(CompartmentId compartment) {
    return epochs.getOrDefault(compartment, 0);
  }

  SortedMap<CompartmentId, Integer> epochs() {
    return new TreeMap<>(epochs);
  }

  /** Every compartment that has records or was rotated. */
  Set<CompartmentId> compartments() {
    return epochs.keySet();
  }

  /** How many pages each generation has. */
  Map<Generation, Integer> pages() {
    return Map.copyOf(pages);
  }

  int pages(Generation generation) {
    return pages.getOrDefault(generation, 0);
  }

  /** Whether pages of epochs before this one are left. */
  boolean isPreceded(Generation generation) {
    return pages.keySet().stream()
        .anyMatch(g ->
            g.compartment().equals(generation.compartment()) && g.epoch() < generation.epoch());
  }

  /** The generations of a compartment before the current one that have pages, oldest first. */
  List<Generation> outdated(CompartmentId compartment) {
    return pages.keySet().stream()
        .filter(g -> g.compartment().equals(compartment) && g.epoch() < epoch(compartment))
        .sorted(Comparator.comparingInt(Generation::epoch))
        .toList();
  }

  /** Compartments that wait for a re-wrap. */
  List<CompartmentId> outdated() {
    return epochs.keySet().stream()
        .filter(c -> moved.containsKey(c) || !outdated(c).isEmpty())
        .toList();
  }

  /** Compartments with a slot that is to be withdrawn. */
  Set<CompartmentId> moved() {
    return Set.copyOf(moved.keySet());
  }

  /** Those of them whose current keys still open it. */
  Set<CompartmentId> unrotatedMoves() {
    return moved.keySet().stream()
        .filter(c -> isMovedOut(new Generation(c, epoch(c))))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The generations with pages that may be handed out: none with a slot that is to be withdrawn. */
  Set<Generation> grantable() {
    return pages.keySet().stream()
        .filter(g -> !isMovedOut(g))
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean isMovedOut(Generation generation) {
    return moved.getOrDefault(generation.compartment(), -1) >= generation.epoch();
  }
}
