// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Secret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A small universe, with a model beside it that knows no keys: which records there are, which scopes, and who may open
 * what by plain set inclusion.
 */
final class World implements AutoCloseable {
  /** NORMAL, PSY, HIV, and PSY with HIV. */
  static final List<Integer> MASKS = List.of(0b1, 0b10, 0b1000, 0b1010);

  static final List<Integer> CATEGORIES = List.of(3, 6);

  /** Days on both sides of the middle of the tree, where covers are worst. */
  static final DayRange DAYS = new DayRange((1 << 16) - 3, (1 << 16) + 4);

  private final Secret patientEpoch = Secret.owning(Bytes.concat(new byte[31], new byte[] {9}));

  /** A record, as the model sees it. */
  record Filed(int number, int mask, Set<Integer> categories, int day, int epoch) {}

  /** What a READ atom names, as the model sees it. */
  record Scope(int labels, Set<Integer> categories, DayRange days) {
    /** All of the record's labels and any of its categories, on a day within. */
    boolean matches(Filed record) {
      return (record.mask() & ~labels) == 0
          && record.categories().stream().anyMatch(categories::contains)
          && days.contains(record.day());
    }

    Scope within(Scope parent) {
      Set<Integer> common = new TreeSet<>(categories);
      common.retainAll(parent.categories);
      return new Scope(labels & parent.labels, common, days.intersection(parent.days));
    }

    /** The scope's compartments, each with the scope's days. */
    List<Reach> reaches() {
      return compartments().stream()
          .filter(c -> (c.labelMask() & ~labels) == 0 && categories.contains(c.category()))
          .map(c -> new Reach(c, days))
          .toList();
    }
  }

  static List<CompartmentId> compartments() {
    return MASKS.stream()
        .flatMap(mask -> CATEGORIES.stream().map(category -> new CompartmentId(mask, category)))
        .toList();
  }

  /** The keybox that the patient makes for a scope over these epochs. */
  Keybox keybox(Scope scope, Collection<Integer> epochs) {
    List<CompartmentKeys> keys = new ArrayList<>();
    for (Reach reach : scope.reaches()) {
      for (int epoch : epochs) {
        try (CompartmentEpoch own = epoch(reach.compartment(), epoch)) {
          keys.add(own.grant(List.of(reach.days())));
        }
      }
    }
    return new Keybox(Secret.owning(new byte[32]), Secret.owning(new byte[32]), keys);
  }

  CompartmentEpoch epoch(CompartmentId compartment, int epoch) {
    return CompartmentEpoch.derive(patientEpoch, compartment, epoch);
  }

  /** A record's slots, one for each of its compartments. */
  List<Sealed> slots(Filed record) {
    List<Sealed> slots = new ArrayList<>();
    for (int category : record.categories()) {
      CompartmentId compartment = new CompartmentId(record.mask(), category);
      try (CompartmentEpoch keys = epoch(compartment, record.epoch());
          Secret leaf = keys.root().leaf(record.day())) {
        Slot slot = new Slot(Bytes.concat(new byte[12], Bytes.be32(record.number())), 1);
        slots.add(new Sealed(record, compartment, slot, slot.wrap(leaf, new byte[] {42})));
      }
    }
    return slots;
  }

  /** One slot with what a custodian sees of it and, for the model, its record. */
  record Sealed(Filed record, CompartmentId compartment, Slot slot, byte[] wrapped) {
    /** As an honest holder does it. */
    boolean opensWith(Keybox keybox) {
      return keybox
          .leaf(compartment, record.epoch(), record.day())
          .flatMap(leaf -> slot.unwrap(leaf, wrapped))
          .isPresent();
    }
  }

  @Override
  public void close() {
    patientEpoch.close();
  }
}
