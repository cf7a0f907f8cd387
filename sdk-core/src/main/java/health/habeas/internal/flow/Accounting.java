// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.IntegrityException;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantId;
import health.habeas.internal.flow.DisclosurePath.Evidence;
import health.habeas.internal.flow.VaultState.Issued;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.ProvenMap;
import health.habeas.ledger.proof.StateProof;
import health.habeas.ledger.proof.TreeHash;
import health.habeas.shard.AccessEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who looked, and the proof that the ledger has nobody else: of each grant the number after the last is absent. */
public final class Accounting {
  private Accounting() {}

  /**
   * All accesses under all grants.
   *
   * @param all those of earlier ledgers first
   * @param earlier how many those are
   * @param hasMoved whether an earlier ledger may have had more than it showed
   * @param whole for each grant that there are no more
   */
  public record Account(List<Evidence> all, int earlier, boolean hasMoved, List<Whole> whole) {}

  /**
   * How many accesses the ledger has under a grant.
   *
   * @param grant the root grant
   * @param accesses how many
   * @param next the id of the one that would follow
   * @param proof that it is absent, if the ledger keeps maps
   */
  public record Whole(GrantId grant, int accesses, EntryId next, Optional<StateProof> proof) {}

  static Account of(VaultSession session) {
    List<Evidence> all = new ArrayList<>();
    session.state().history().forEach(bytes -> all.add(Evidence.parse(bytes)));
    int earlier = all.size();
    List<Whole> whole = new ArrayList<>();
    List<Counted> grants = session.state().grants().stream()
        .map(grant -> new Counted(session, grant))
        .toList();
    for (int from = 0; from < grants.size(); from += Ledger.MAX_KEYS) {
      List<Counted> some = grants.subList(from, Math.min(from + Ledger.MAX_KEYS, grants.size()));
      Optional<StateProof> proof = closed(session.ledger(), some);
      some.forEach(grant -> whole.add(grant.whole(proof)));
    }
    grants.forEach(grant -> all.addAll(grant.found));
    boolean hasMoved = session.journal().entries().stream()
        .anyMatch(entry -> entry.event() instanceof VaultEvent.Imported);
    return new Account(all, earlier, hasMoved, whole);
  }

  /** The proof that each grant's next number is absent. An access that came in meanwhile is taken in first. */
  private static Optional<StateProof> closed(Ledger ledger, List<Counted> grants) {
    while (true) {
      long size = ledger.head().claimed().size();
      List<TreeHash> keys = grants.stream().map(Counted::key).toList();
      Optional<StateProof> proof = ledger.prove(LogMap.LABELS, keys);
      if (proof.isEmpty()) {
        return proof;
      }
      ProvenMap map = proof.get().verify(LogMap.LABELS, ledger.verifier().key());
      if (!map.covers(size)) {
        throw new IntegrityException(
            ErrorCode.RECEIPT_UNPROVEN,
            "the ledger proves the end of a list by a state that is older than its own head");
      }
      if (!goOn(grants, map)) {
        return proof;
      }
    }
  }

  private static boolean goOn(List<Counted> grants, ProvenMap map) {
    List<Counted> open =
        grants.stream().filter(grant -> map.find(grant.key()).isPresent()).toList();
    open.forEach(Counted::goOn);
    return !open.isEmpty();
  }

  /** What was found of one grant so far. */
  private static final class Counted {
    private final VaultSession session;
    private final Issued grant;
    private final List<Evidence> found;

    Counted(VaultSession session, Issued grant) {
      this.session = session;
      this.grant = grant;
      this.found = new ArrayList<>(DisclosurePath.of(session, grant));
    }

    EntryId next() {
      Grant root = grant.chain().root();
      return AccessEvent.id(root, found.size());
    }

    TreeHash key() {
      return LogMap.label(next().bytes());
    }

    void goOn() {
      List<Evidence> more = DisclosurePath.since(session, grant, found.size());
      if (more.isEmpty()) {
        throw new IntegrityException(
            ErrorCode.RECEIPT_UNPROVEN,
            "the ledger has recorded an access, by its own proof, and does not show it");
      }
      found.addAll(more);
    }

    Whole whole(Optional<StateProof> proof) {
      return new Whole(grant.chain().root().id(), found.size(), next(), proof);
    }
  }
}
