// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.InclusionProof;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.StateProof;
import health.habeas.ledger.proof.TreeHash;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * A verifiable log over any backend: appends commitments exactly once, and proves what it holds.
 *
 * <p>Guarantees: an entry is recorded at most once, however often it is tried; what may have been recorded is never
 * reported as failed; every signed head is kept before it is shown; a log shorter than a head that it signed does not open.
 *
 * <p>Limits: at most {@link LedgerLimits#inFlightEntries()} entries wait for an answer; beyond, OVERLOADED. Calls other
 * than {@link #submit} and {@link #subscribe} wait for the backend up to the deadline of {@link LedgerOptions}. The tree is
 * held in memory, about 64 bytes an entry.
 *
 * <p>Thread-safe. Source: RFC 9162, section 2; C2SP tlog-checkpoint and tlog-proof.
 */
public interface Ledger extends AutoCloseable {
  /** The most keys of one {@link #prove(LogMap, List)}. */
  int MAX_KEYS = 1024;

  /**
   * Appends one entry and waits for the outcome.
   *
   * @param entry an id chosen before the first try, and the leaf
   */
  Outcome append(Entry entry);

  /**
   * Appends entries in order and waits for the outcomes. With {@link LedgerCapability#ATOMIC_BATCH}: all or none.
   *
   * @param batch at most {@link LedgerLimits#batchEntries()} entries
   * @return one outcome for each entry, in the batch's order
   */
  List<Outcome> append(List<Entry> batch);

  /**
   * Appends entries in order without waiting. The stage never completes exceptionally. What hangs on it should not block.
   *
   * @param batch at most {@link LedgerLimits#batchEntries()} entries
   * @return one outcome for each entry, in the batch's order
   */
  CompletionStage<List<Outcome>> submit(List<Entry> batch);

  /**
   * The entry of an id, if it is recorded.
   *
   * @param id the client's name of the entry
   */
  Optional<StoredEntry> find(EntryId id);

  /**
   * Entries in order of position. Fewer than asked for may come; none only at the end of the log.
   *
   * @param from the first position
   * @param max the most entries to return, at least 1
   */
  List<StoredEntry> read(long from, int max);

  /**
   * Entries from a position on, those to come included, as fast as the subscriber asks.
   *
   * @param from the first position
   */
  Flow.Publisher<StoredEntry> subscribe(long from);

  /** The signed head that covers every entry acknowledged before this call. */
  SignedCheckpoint head();

  /**
   * The newest head that came back from the witnesses, with their lines; empty if none did since the ledger was opened, or it
   * asks none. Where entries keep coming it is older than {@link #head()}: a new head is signed while witnesses still answer
   * about the last one. Waits for no witness, and verifies nothing; {@link health.habeas.ledger.trust.LedgerTrust} gives the
   * newest one that it verified.
   */
  default Optional<SignedCheckpoint> cosigned() {
    return Optional.empty();
  }

  /**
   * The proof of an entry, complete in itself: entry, path, and a signed head that covers it.
   *
   * @param position of the entry
   */
  InclusionBundle prove(long position);

  /**
   * The path of an entry in the tree of a size.
   *
   * @param position below the size
   * @param size at most the size of {@link #head()}
   */
  InclusionProof inclusion(long position, long size);

  /**
   * The proof that the log of one size begins the log of another.
   *
   * @param from the smaller size
   * @param to the larger size, at most the size of {@link #head()}
   */
  ConsistencyProof consistency(long from, long to);

  /**
   * The checkpoint under which the bundle's entry is proven, if it counts for this client: signed by the log, and whatever
   * else this client asks for ({@link health.habeas.ledger.trust.LedgerTrust}). Everything else raises an integrity error.
   *
   * @param bundle from anywhere
   */
  default Checkpoint verify(InclusionBundle bundle) {
    return verifier().verify(bundle);
  }

  /**
   * How many entries of a head count as proven for this client: all, unless it asks for witnesses, and they have not cosigned
   * the head yet. Asks nobody.
   *
   * @param head as {@link #head()} gave it
   */
  default long settled(Checkpoint head) {
    return head.size();
  }

  /**
   * What a map of this log says of keys: where an entry has it, or that none has, as of a state of the maps that covers every
   * entry acknowledged before this call. Empty where this ledger keeps no maps.
   *
   * <p>A log states when it is asked and has entries that no state covers: it records the state as an entry of its own. The
   * maps are built from the whole log at the first call, and take about 98 bytes an entry from then on.
   *
   * @param map of which entries
   * @param keys by {@link LogMap#label} or {@link LogMap#status}; at most {@link #MAX_KEYS}
   */
  default Optional<StateProof> prove(LogMap map, List<TreeHash> keys) {
    return Optional.empty();
  }

  /** What others need to verify this log: its origin and public key. */
  LogVerifier verifier();

  /** What the backend declares. */
  LedgerInfo info();

  /** Finishes what is under way, signs a last head, releases everything. Later appends are rejected as CLOSED. */
  @Override
  void close();
}
