// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.internal.erasure.DeletionOrder;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerSession;
import health.habeas.shard.RepairReport;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a vault's custodians change. First the next custodian gets everything that belongs to its seat, while the one before
 * still counts; then one journal entry seats it; then the vault is opened with it, and the one before is emptied. Cut off
 * before the entry, nothing happened but copies at a custodian that nobody asks; cut off after it, a repeated call goes on.
 */
final class SeatPath {
  /** Copied from custodian to custodian, since each has its own. */
  private static final Set<ItemKind> OWN = Set.of(ItemKind.RECEIPT, ItemKind.INBOX);

  /** The custodians' own memory, or what they keep against anybody's wish. */
  private static final Set<ItemKind> KEPT = Set.of(ItemKind.REVOCATION, ItemKind.DELETION);

  private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-f]{64}");

  private static final Logger LOG = LoggerFactory.getLogger(SeatPath.class);

  private SeatPath() {}

  /**
   * What was done.
   *
   * @param custodians the vault's, from now on
   * @param copied what the next one got
   * @param whole whether nothing is left that only the one before has
   */
  record Seated(List<KnownCustodian> custodians, RepairReport copied, boolean whole) {}

  /** One more custodian, on a seat of its own. */
  static Seated add(VaultSession session, KnownCustodian next) {
    Roster before = session.state().roster();
    List<KnownCustodian> custodians = new ArrayList<>(session.replicas().known());
    if (custodians.stream().noneMatch(each -> each.name().equals(next.name()))) {
      custodians.add(next);
    }
    boolean seated = before.keepers().contains(next.keeper());
    Roster after = seated ? before : before.with(next.keeper());
    return seat(session, after, custodians, next, List.of());
  }

  /** Another custodian in a seat. When it has the seat already, it is looked once more what the one before still has. */
  static Seated replace(VaultSession session, KnownCustodian leaving, KnownCustodian next) {
    Roster before = session.state().roster();
    List<KnownCustodian> custodians = new ArrayList<>(session.replicas().known());
    boolean seated =
        before.seatOf(leaving.name()).isEmpty() && before.keepers().contains(next.keeper());
    Roster after = seated ? before : before.replace(leaving.name(), next.keeper());
    custodians.replaceAll(each -> each.name().equals(leaving.name()) ? next : each);
    OwnerSession former = session.replicas().door(leaving);
    Seated done = seat(session, after, custodians, next, List.of(former));
    boolean own = copyOwn(former, session.replicas().door(next));
    return new Seated(done.custodians(), done.copied(), done.whole() && own);
  }

  private static Seated seat(
      VaultSession session,
      Roster after,
      List<KnownCustodian> custodians,
      KnownCustodian next,
      List<OwnerSession> formers) {
    session.settle();
    requireNoWeaker(session, after);
    try (Replicas replicas = session.replicas().with(custodians)) {
      return seat(
          session, new RepairPath(session, replicas, after, formers), after, custodians, next);
    }
  }

  private static Seated seat(
      VaultSession session,
      RepairPath path,
      Roster after,
      List<KnownCustodian> custodians,
      KnownCustodian next) {
    RepairReport copied = path.run();
    if (copied.pending().containsKey(next.name()) || copied.deceiving().contains(next.name())) {
      throw new StorageException(
          ErrorCode.STORE_FAILED,
          "custodian " + next.name() + " did not take all that belongs to its seat");
    }
    if (!after.seats().equals(session.state().roster().seats())) {
      session.commit(new VaultEvent.CustodiansChanged(after.seats()));
    }
    // The entry itself, and the seats, at the custodians that count from now on.
    path.copies();
    return new Seated(List.copyOf(custodians), copied, copied.lost().isEmpty());
  }

  private static void requireNoWeaker(VaultSession session, Roster after) {
    int shards = session.replicas().layout().total();
    int most = after.mostInOneDomain(shards);
    int accepted = Math.max(
        session.replicas().layout().parity(), session.state().roster().mostInOneDomain(shards));
    if (most > accepted) {
      throw new InvalidInputException(
          ErrorCode.DOMAINS_UNSAFE,
          "one failure domain would have " + most + " of the " + shards
              + " pieces of a record, and no more than " + accepted + " may be lost");
    }
  }

  /** False if not all of it could be: then it must stay where it is. */
  private static boolean copyOwn(OwnerSession from, OwnerSession to) {
    try {
      for (ItemKind kind : OWN) {
        from.list(kind).forEach(name -> from.get(name).ifPresent(content -> to.put(name, content)));
      }
      return true;
    } catch (RuntimeException e) {
      // It may be gone: what others kept is there.
      LOG.warn(
          "what a custodian kept for itself is not copied: {}", e.getClass().getSimpleName());
      return false;
    }
  }

  /** Deletes what the vault has at a custodian that left; false if it could not be reached. */
  static boolean empty(VaultSession session, KnownCustodian left) {
    if (session.state().roster().seatOf(left.name()).isPresent()) {
      return false;
    }
    try {
      OwnerSession former = session.replicas().door(left);
      former.list(ItemKind.MANIFEST).stream()
          .map(ItemName::name)
          .filter(id -> OBJECT_ID.matcher(id).matches()) // it may list anything
          .map(HexFormat.of()::parseHex)
          .forEach(id -> former.put(
              ItemName.of(ItemKind.DELETION, id), DeletionOrder.sign(session.signer(), id)));
      for (ItemKind kind : ItemKind.values()) {
        if (!KEPT.contains(kind)) {
          former.list(kind).forEach(former::delete);
        }
      }
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }
}
