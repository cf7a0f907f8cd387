// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.grant.Directive;
import health.habeas.grant.Directives;
import health.habeas.grant.Permission;
import health.habeas.internal.flow.VaultState.Generation;
import health.habeas.internal.flow.VaultState.Issued;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.internal.keytree.Reach;
import health.habeas.ledger.InclusionBundle;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a patient forbids: the whole set of directives is signed under the next version and committed in the journal, every
 * custodian gets it, and compartments of which a live grant has keys that it may not use get new ones, which it does not
 * get. Each step can be repeated: the next call or opening finishes what a crash cut off.
 */
public final class DirectivePath {
  private DirectivePath() {}

  /**
   * What was done.
   *
   * @param obeying custodians that go by these directives now
   * @param inForce whether the others are too few to serve a record
   * @param receipt the change's place in the ledger, proven
   */
  public record Directed(int obeying, boolean inForce, InclusionBundle receipt) {}

  static Directed forbid(VaultSession session, Collection<Directive> more) {
    session.settle();
    Set<Directive> all = new HashSet<>(session.directives().all());
    all.addAll(more);
    return change(session, all);
  }

  static Directed lift(VaultSession session, Collection<Directive> some) {
    session.settle();
    Set<Directive> all = new HashSet<>(session.directives().all());
    all.removeAll(some);
    return change(session, all);
  }

  private static Directed change(VaultSession session, Set<Directive> all) {
    Directives before = session.directives();
    if (!all.equals(Set.copyOf(before.all()))) {
      Directives next =
          before.next(all, session.owner().signer(), session.owner().records());
      session.commit(new VaultEvent.Directed(next.bytes()));
    }
    int obeying = give(session);
    withdrawKeys(session);
    RevokePath.handOutMissing(session);
    return new Directed(obeying, session.replicas().isFence(obeying), prove(session));
  }

  private static InclusionBundle prove(VaultSession session) {
    List<JournalEntry> entries = session.journal().entries();
    JournalEntry said = entries.stream()
        .filter(entry -> entry.event() instanceof VaultEvent.Directed)
        .reduce((earlier, later) -> later)
        .orElse(entries.get(0));
    return session.journal().prove(said);
  }

  /** Gives every custodian the present directives, those that were away too; how many go by them. */
  static int give(VaultSession session) {
    Directives directives = session.directives();
    return directives.version() == 0
        ? session.replicas().custodians().size()
        : session.replicas().direct(directives);
  }

  /** What an archive brings. Nothing to do when an import is repeated. */
  static void take(VaultSession session, byte[] item) {
    Directives directives = Directives.parse(item, session.owner().key());
    if (session.directives().version() < directives.version()) {
      session.commit(new VaultEvent.Directed(item));
    }
    if (!session.replicas().isFence(give(session))) {
      throw new StorageException(
          ErrorCode.TOO_FEW_CUSTODIANS,
          "too few custodians took what the patient forbids, and without it no grant moves in");
    }
  }

  /** New keys for each compartment of which a live grant has keys and may read nothing there any more. */
  static void withdrawKeys(VaultSession session) {
    Directives directives = session.directives();
    if (directives.all().isEmpty()) {
      return;
    }
    Set<CompartmentId> touched = new HashSet<>();
    RevokePath.live(session)
        .forEach(grant -> touched.addAll(forbidden(session, grant, directives)));
    if (!touched.isEmpty()) {
      RevokePath.rotate(session, touched);
    }
  }

  private static Set<CompartmentId> forbidden(
      VaultSession session, Issued grant, Directives directives) {
    Permission permission = grant.chain().last().permission();
    Generations generations = session.state().generations();
    Set<Reach> lost = new HashSet<>(GrantedKeys.reach(permission, generations.compartments()));
    lost.removeAll(GrantedKeys.reach(
        permission,
        generations.compartments(),
        List.of(grant.chain().last().parties().holder()),
        directives));
    return lost.stream()
        .map(Reach::compartment)
        .filter(c -> grant.given().contains(new Generation(c, generations.epoch(c))))
        .collect(Collectors.toUnmodifiableSet());
  }
}
