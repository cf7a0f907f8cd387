// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ConflictException;
import health.habeas.internal.flow.VaultEvent.PageRef;
import health.habeas.internal.flow.VaultState.Generation;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.internal.keytree.CompartmentKeys;
import health.habeas.shard.ItemName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The pages that one journal entry will make count: slots by generation, cut into pages that follow those which are there.
 * They are stored before that entry, and are orphans without it. Not thread-safe.
 */
final class NewPages {
  private static final int PAGE_ENTRIES = 4096;

  private final VaultSession session;
  private final Map<Generation, List<SlotPage.Entry>> slots = new TreeMap<>(
      Comparator.comparing(Generation::compartment).thenComparingInt(Generation::epoch));
  private final Set<ItemName> written = new HashSet<>();

  NewPages(VaultSession session) {
    this.session = session;
  }

  void add(Generation generation, SlotPage.Entry entry) {
    slots.computeIfAbsent(generation, g -> new ArrayList<>()).add(entry);
  }

  /** What the entry names. */
  List<PageRef> refs() {
    List<PageRef> pages = new ArrayList<>();
    slots.forEach((generation, entries) -> {
      int first = session.state().generations().pages(generation);
      IntStream.range(first, first + pagesFor(entries))
          .mapToObj(index -> new PageRef(generation.compartment(), generation.epoch(), index))
          .forEach(pages::add);
    });
    return pages;
  }

  private static int pagesFor(List<SlotPage.Entry> entries) {
    return (entries.size() + PAGE_ENTRIES - 1) / PAGE_ENTRIES;
  }

  /** The same, of one compartment. */
  List<PageRef> refs(CompartmentId compartment) {
    return refs().stream().filter(ref -> ref.compartment().equals(compartment)).toList();
  }

  /** Stores them for the event that will make them count, and drafts that; nothing is left of them if it throws. */
  JournalEntry store(Supplier<VaultEvent> event) {
    try {
      JournalEntry draft = session.journal().draft(event.get());
      store(session.journal().commit(draft));
      return draft;
    } catch (RuntimeException e) {
      takeBackAfter(e);
      throw e;
    }
  }

  /** Stores them, each at a quorum. */
  void store(SlotPage.Commit commit) {
    slots.forEach((generation, entries) -> {
      int first = session.state().generations().pages(generation);
      for (int page = 0; page < pagesFor(entries); page++) {
        int from = page * PAGE_ENTRIES;
        int to = Math.min(entries.size(), from + PAGE_ENTRIES);
        store(generation, first + page, new SlotPage(commit, entries.subList(from, to)));
      }
    });
  }

  private void store(Generation generation, int index, SlotPage page) {
    CompartmentKeys keys = session.ring().keys(generation);
    ItemName name = SlotPage.name(keys, index);
    byte[] sealed = page.seal(keys, index, session.around().random());
    session.replicas().claim(name, SignedItem.of(session.signer(), name, sealed));
    // Only now: where this name was taken, another session's page must stay.
    written.add(name);
  }

  /**
   * Nothing was committed: takes back what is out there, as far as it can be reached. Where another session was quicker, its
   * pages may have taken the place of these by now, under the same names: then they are left to its sweep.
   */
  void takeBackAfter(RuntimeException failure) {
    if (!(failure instanceof ConflictException)) {
      written.forEach(session.replicas()::delete);
    }
  }

  /** The entry is committed: the patient finds the records here. */
  void enter(Directory directory) {
    slots.forEach(directory::add);
  }
}
