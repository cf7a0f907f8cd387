// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.flow.VaultEvent.PageRef;
import health.habeas.internal.flow.VaultState.Generation;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.internal.keytree.CompartmentKeys;
import health.habeas.shard.ItemName;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How old slots end (REWRAPPED): those of a compartment's earlier epochs are wrapped anew under the current one, one
 * journal entry makes the new pages count and the old ones not, then the old ones are deleted. Sealed records are not
 * touched. Slots of a record whose newest version is elsewhere, or on another day, are withdrawn: they are left out.
 *
 * <p>At every step each newest version has a slot that counts (L52). A page that can't be read stops its compartment, which
 * stays as it is until a later call or opening can read it.
 */
public final class RewrapPath {
  private final VaultSession session;
  private final CompartmentId compartment;
  private final Generation current;
  private final NewPages fresh;
  private final Relocation relocation;
  private final List<Generation> old;
  private final List<ItemName> oldPages;
  private int slots;
  private int withdrawn;

  /**
   * What was done, and what is left.
   *
   * @param compartments compartments whose earlier epochs are gone
   * @param slots slots that have new keys
   * @param withdrawn slots that were left out
   * @param pending compartments that stay under old keys until their pages can be read
   * @param unreadable pages that no custodian gave
   * @param undeleted old pages that a silent custodian may still keep
   */
  public record Rewrapped(
      int compartments, int slots, int withdrawn, int pending, int unreadable, int undeleted) {
    /** Nothing to do. */
    public static final Rewrapped NONE = new Rewrapped(0, 0, 0, 0, 0, 0);

    /**
     * Both.
     *
     * @param other what was done too
     */
    public Rewrapped plus(Rewrapped other) {
      return new Rewrapped(
          compartments + other.compartments,
          slots + other.slots,
          withdrawn + other.withdrawn,
          pending + other.pending,
          unreadable + other.unreadable,
          undeleted + other.undeleted);
    }
  }

  /**
   * One compartment, as it is now.
   *
   * @param fresh takes the new pages
   * @param relocation where records lie from now on
   */
  RewrapPath(
      VaultSession session, CompartmentId compartment, NewPages fresh, Relocation relocation) {
    this.session = session;
    this.compartment = compartment;
    this.current = new Generation(compartment, session.state().generations().epoch(compartment));
    this.fresh = fresh;
    this.relocation = relocation;
    this.old = session.state().generations().outdated(compartment);
    this.oldPages = names();
  }

  /** Finishes what was cut off, and tells which compartments have slots of earlier epochs. */
  static List<CompartmentId> begin(VaultSession session) {
    session.settle();
    RevokePath.takeRenounced(session);
    RevokePath.resume(session);
    KeyRevocationPath.exchange(session);
    // A custodian that was away when old pages were deleted has them still.
    Sweep.run(session);
    if (session.directory().unreadablePages() > 0) {
      session.loadDirectory();
    }
    return session.state().generations().outdated();
  }

  /**
   * Gives the compartments that a record was moved out of a new epoch, and re-wraps them without it, so that nobody is
   * handed the old place of a record any more. Repeatable; nothing to do costs nothing.
   */
  static Rewrapped withdraw(VaultSession session) {
    RevokePath.rotateMoved(session);
    return session.state().generations().moved().stream()
        .map(compartment -> rewrap(session, compartment))
        .reduce(Rewrapped.NONE, Rewrapped::plus);
  }

  /** Re-wraps one compartment into its current epoch. */
  static Rewrapped rewrap(VaultSession session, CompartmentId compartment) {
    session.settle();
    // A put may have come in between and been cut off before the new epoch.
    RevokePath.rotateMoved(session);
    return new RewrapPath(session, compartment, new NewPages(session), Relocation.NONE).run();
  }

  private Rewrapped run() {
    boolean withdraws = session.state().generations().moved().contains(compartment);
    if (old.isEmpty() && !withdraws) {
      return Rewrapped.NONE;
    }
    int unreadable = gather();
    if (withdraws) {
      // What left the compartment is known only when every record's newest slot is.
      unreadable = Math.max(unreadable, session.directory().unreadablePages());
    }
    if (unreadable > 0) {
      return new Rewrapped(0, 0, 0, 1, unreadable, 0);
    }
    session.commit(fresh.store(this::event));
    fresh.enter(session.directory());
    return new Rewrapped(1, slots, withdrawn, 0, 0, deleteOld());
  }

  /** What makes the new pages of this compartment count, and the old ones not. */
  VaultEvent.Rewrapped event() {
    PageRef into = new PageRef(compartment, current.epoch(), 0);
    return new VaultEvent.Rewrapped(into, fresh.refs(compartment), slots, withdrawn);
  }

  /**
   * After the commit only: holders walk from earlier epochs to later ones, so they find a slot here or there.
   *
   * @return how many pages a silent custodian may still keep
   */
  int deleteOld() {
    return (int) oldPages.stream()
        .filter(
            name -> session.replicas().delete(name) < session.replicas().names().size())
        .count();
  }

  private List<ItemName> names() {
    return old.stream()
        .flatMap(generation -> IntStream.range(0, session.state().generations().pages(generation))
            .mapToObj(index -> SlotPage.name(session.ring().keys(generation), index)))
        .toList();
  }

  /** Wraps anew every slot that stays; returns how many pages can't be read. */
  int gather() {
    int unreadable = 0;
    try (RecordReader reader = session.reader(new Faults());
        DayKeys to = DayKeys.forWriting(session.ring().keys(current))) {
      for (Generation generation : old) {
        CompartmentKeys whole = session.ring().keys(generation);
        try (DayKeys from = DayKeys.forReading(whole)) {
          SlotRewrap rewrap = new SlotRewrap(from, to, this::keeps, relocation);
          for (int index = 0; index < session.state().generations().pages(generation); index++) {
            Optional<SlotPage> page = reader.page(whole, index, session.state()::isCommitted);
            boolean done = page.isPresent() && take(page.get().entries(), rewrap);
            unreadable += done ? 0 : 1;
          }
        }
      }
    }
    return unreadable;
  }

  private boolean take(List<SlotPage.Entry> page, SlotRewrap rewrap) {
    Optional<List<SlotPage.Entry>> kept = rewrap.of(page);
    kept.ifPresent(entries -> {
      entries.forEach(entry -> fresh.add(current, entry));
      slots += entries.size();
      withdrawn += page.size() - entries.size();
    });
    return kept.isPresent();
  }

  private boolean keeps(SlotPage.Entry slot, int day) {
    return session.directory().keeps(compartment, slot, day, session.ring());
  }
}
