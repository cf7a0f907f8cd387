// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.internal.flow.VaultEvent.PageRef;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.internal.keytree.Slot;
import health.habeas.ledger.InclusionBundle;
import health.habeas.record.RecordId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How records end: one journal entry makes every version of them not count, their compartments get new keys and new pages
 * without their slots, and with a slot goes the only copy of a record's key. What no slot names any more is deleted, packs of
 * which all records ended and the parts of large ones; in a pack that others share, bytes stay that nobody can open.
 *
 * <p>The entry decides: what is cut off after it is finished by the next opening or {@link RewrapPath}.
 */
public final class DeletePath {
  private DeletePath() {}

  /**
   * What was done.
   *
   * @param deleted records that were there
   * @param unknown ids of which there is no record
   * @param pending compartments whose pages still have slots of them
   * @param undeleted pages with slots of them that a silent custodian may still keep
   * @param dropped whether all objects without a slot are deleted
   * @param receipt of the entry; of the newest one if there was nothing to delete
   */
  public record Deleted(
      int deleted,
      int unknown,
      int pending,
      int undeleted,
      boolean dropped,
      InclusionBundle receipt) {}

  static Deleted delete(VaultSession session, Collection<RecordId> ids) {
    session.settle();
    requireWholeDirectory(session);
    List<Slot> records = new ArrayList<>();
    Set<CompartmentId> left = new TreeSet<>();
    Set<RecordId> distinct = new LinkedHashSet<>(ids);
    for (RecordId id : distinct) {
      session.directory().find(id).ifPresent(found -> {
        records.add(found.entry().slot());
        left.addAll(session.directory().compartments(id));
      });
    }
    for (int from = 0; from < records.size(); from += VaultEvent.AT_ONCE) {
      int to = Math.min(records.size(), from + VaultEvent.AT_ONCE);
      session.commit(new VaultEvent.RecordsDeleted(records.subList(from, to), refs(session, left)));
      session.directory().forgetDeleted();
    }
    List<JournalEntry> entries = session.journal().entries();
    JournalEntry entry = entries.get(entries.size() - 1);
    RewrapPath.Rewrapped withdrawn = RewrapPath.withdraw(session);
    boolean dropped = Sweep.drop(session);
    RevokePath.handOutMissing(session);
    return new Deleted(
        records.size(),
        distinct.size() - records.size(),
        withdrawn.pending(),
        withdrawn.undeleted(),
        dropped,
        session.journal().prove(entry));
  }

  private static List<PageRef> refs(VaultSession session, Set<CompartmentId> compartments) {
    return compartments.stream()
        .map(c -> new PageRef(c, session.state().generations().epoch(c), 0))
        .toList();
  }

  /** Of a record on a page that can't be read, a later version might come back. */
  private static void requireWholeDirectory(VaultSession session) {
    if (session.directory().unreadablePages() > 0) {
      session.loadDirectory();
    }
    int unreadable = session.directory().unreadablePages();
    if (unreadable > 0) {
      throw new StorageException(
          ErrorCode.OBJECT_MISSING,
          unreadable
              + " pages can't be read, so nobody knows whether the records are on them; nothing was deleted");
    }
  }
}
