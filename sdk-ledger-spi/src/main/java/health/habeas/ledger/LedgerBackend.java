// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * What a vendor implements: an ordered, append-only store. It is trusted to order and to keep, not to be honest: the
 * verifiable log above it ({@link Ledger}) proves what it says.
 *
 * <p>Contract, which the published kit {@code LedgerContract} tests:
 *
 * <ul>
 *   <li>No method blocks. A stage that completes exceptionally, with whatever, means <em>in doubt</em>.
 *   <li>The log above never has more than {@link LedgerLimits#inFlightEntries()} entries outstanding, no larger batch and
 *       no larger leaf than declared.
 *   <li>Same id and same leaf: {@link Outcome.Duplicate} with the first receipt. Same id, other leaf: the whole batch is
 *       {@link Outcome.Rejected} with CONFLICT.
 *   <li>Positions count from 0 without a gap. Times never decrease with the position.
 *   <li>What {@link #append} acknowledged, {@link #size}, {@link #find} and {@link #read} see from then on.
 *   <li>Messages never carry a leaf or an id.
 * </ul>
 *
 * <p>Thread-safe.
 */
public interface LedgerBackend extends AutoCloseable {
  /**
   * Appends entries in order.
   *
   * @param batch one entry at least, within the limits
   * @return one outcome for each entry, in the batch's order
   */
  CompletionStage<List<Outcome>> append(List<Entry> batch);

  /**
   * The entry of an id, if it is recorded.
   *
   * @param id the client's name of the entry
   */
  CompletionStage<Optional<StoredEntry>> find(EntryId id);

  /**
   * Entries in order of position. Fewer than asked for may come; none only at the end of the log.
   *
   * @param from the first position
   * @param max the most entries to return, at least 1
   */
  CompletionStage<List<StoredEntry>> read(long from, int max);

  /**
   * Entries from a position on, those to come included, as fast as the subscriber asks. Nothing is buffered for a slow
   * subscriber. Completes when the backend closes.
   *
   * @param from the first position, at most the size
   */
  Flow.Publisher<StoredEntry> subscribe(long from);

  /** The number of entries recorded. */
  CompletionStage<Long> size();

  /** What this backend declares. */
  LedgerInfo info();

  /** The log's key and newest head. */
  LogIdentity identity();

  /** Finishes what is under way, then releases everything. Later calls do nothing. */
  @Override
  void close();
}
