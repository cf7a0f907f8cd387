// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.trust;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerInfo;
import health.habeas.ledger.LogVerifier;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.InclusionProof;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.ProvenMap;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.StateProof;
import health.habeas.ledger.proof.TlogProof;
import health.habeas.ledger.proof.TreeHash;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A ledger of which nothing counts but under the heads that its client knows. Thread-safe. */
record TrustedLedger(Ledger bare, KnownHeads heads) implements Ledger {
  @Override
  public Outcome append(Entry entry) {
    return bare.append(entry);
  }

  @Override
  public List<Outcome> append(List<Entry> batch) {
    return bare.append(batch);
  }

  @Override
  public CompletionStage<List<Outcome>> submit(List<Entry> batch) {
    return bare.submit(batch);
  }

  /** What is there is proven; that nothing is there is the ledger's word. */
  @Override
  public Optional<StoredEntry> find(EntryId id) {
    Optional<StoredEntry> found = bare.find(id);
    found.ifPresent(this::requireIncluded);
    return found;
  }

  private void requireIncluded(StoredEntry stored) {
    SignedCheckpoint head = heads.including(stored.position());
    requireProven(bundle(stored.entry(), stored.position(), head));
  }

  private InclusionBundle bundle(Entry entry, long position, SignedCheckpoint head) {
    return new InclusionBundle(entry, bare.inclusion(position, head.claimed().size()), head);
  }

  private InclusionBundle requireProven(InclusionBundle bundle) {
    verifier().verify(bundle);
    return bundle;
  }

  @Override
  public List<StoredEntry> read(long from, int max) {
    return bare.read(from, max);
  }

  @Override
  public Flow.Publisher<StoredEntry> subscribe(long from) {
    return bare.subscribe(from);
  }

  @Override
  public SignedCheckpoint head() {
    return heads.current().newest();
  }

  @Override
  public Optional<SignedCheckpoint> cosigned() {
    return heads.witnessed();
  }

  @Override
  public long settled(Checkpoint head) {
    return Math.min(head.size(), heads.settled());
  }

  @Override
  public InclusionBundle prove(long position) {
    SignedCheckpoint head = heads.covering(position);
    List<StoredEntry> stored = bare.read(position, 1);
    if (stored.isEmpty()) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.ROLLED_BACK, "the ledger does not show an entry that its head covers");
    }
    return requireProven(bundle(stored.get(0).entry(), position, head));
  }

  @Override
  public Checkpoint verify(InclusionBundle bundle) {
    Checkpoint head = verifier().verify(bundle);
    heads.requireKnown(bundle.checkpoint());
    return head;
  }

  /**
   * Under a head that counts for this client, which may be an older one than the log gave it with; of a state that covers the
   * newest head, in this session or an earlier one; and of every key that was asked for.
   */
  @Override
  public Optional<StateProof> prove(LogMap map, List<TreeHash> keys) {
    long seen = heads.current().newest().claimed().size();
    return bare.prove(map, keys).map(shown -> {
      StateProof known = new StateProof(shown.proof(), underKnownHead(shown.state()));
      ProvenMap proven = known.verify(map, verifier().key());
      if (!proven.covers(seen)) {
        throw new LedgerException.Integrity(
            LedgerErrorCode.STATE_UNTRUSTED,
            "a state of a log's maps is older than a head that the log showed before");
      }
      keys.forEach(proven::find); // HBS-6330 if it says nothing of one
      return known;
    });
  }

  private TlogProof underKnownHead(TlogProof state) {
    long position = state.inclusion().index();
    SignedCheckpoint head = heads.covering(position);
    return new TlogProof(state.extra(), bare.inclusion(position, head.claimed().size()), head);
  }

  @Override
  public InclusionProof inclusion(long position, long size) {
    return bare.inclusion(position, size);
  }

  @Override
  public ConsistencyProof consistency(long from, long to) {
    return bare.consistency(from, to);
  }

  @Override
  public LogVerifier verifier() {
    return bare.verifier();
  }

  @Override
  public LedgerInfo info() {
    return bare.info();
  }

  @Override
  public void close() {
    bare.close();
  }

  /** The log's name. */
  @Override
  public String toString() {
    return "TrustedLedger[" + verifier().origin() + ']';
  }
}
