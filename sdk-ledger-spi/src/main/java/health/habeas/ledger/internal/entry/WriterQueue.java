// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.entry;

import health.habeas.ledger.Entry;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that writes for all: whatever waits when a write ends goes into the next one together. Bounded: a batch that
 * finds the queue full is rejected. Should writing raise an error, nothing more is written: who has no answer by then is in
 * doubt, and who waits is rejected. Thread-safe.
 */
public final class WriterQueue {
  /**
   * A batch that waits for its answer.
   *
   * @param batch recorded whole or not at all
   * @param answer completed by the writer
   */
  public record Pending(List<Entry> batch, CompletableFuture<List<Outcome>> answer) {}

  private static final Logger LOG = LoggerFactory.getLogger(WriterQueue.class);

  // Who waits for each answer is back with the next entry sooner than a thread wakes up.
  private static final long SPIN_NANOS = 50_000;

  private final BlockingQueue<Pending> queue;
  private final int groupEntries;
  private final Consumer<List<Pending>> write;
  private final Pending stop = new Pending(List.of(), new CompletableFuture<>());
  private final Thread writer;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile @Nullable LedgerException end; // why nothing is written any more

  /**
   * A queue whose writer is not started yet.
   *
   * @param thread name of the writer's thread
   * @param batches that may wait
   * @param groupEntries how many entries are written together; a larger batch is written alone
   * @param write answers each batch of a group, sooner or later
   */
  public WriterQueue(String thread, int batches, int groupEntries, Consumer<List<Pending>> write) {
    this.queue = new ArrayBlockingQueue<>(batches);
    this.groupEntries = groupEntries;
    this.write = write;
    this.writer = DaemonThreads.daemon(thread, this::run);
  }

  /** Starts the writer, once. */
  public void start() {
    writer.start();
  }

  /**
   * Queues a batch behind those that wait.
   *
   * @param batch may be empty: then its answer says that all before it are answered, and fails where that is not known
   */
  public CompletionStage<List<Outcome>> append(List<Entry> batch) {
    waiting.incrementAndGet();
    return queued(batch).whenComplete((outcomes, failure) -> waiting.decrementAndGet());
  }

  /**
   * Looks an entry up. Where it is not found while something is under way, it is looked up again once that is answered: what
   * is in doubt is not denied.
   *
   * @param isInDoubt whether something that has its answer may be recorded yet
   * @param lookUp asked once or twice
   */
  public CompletionStage<Optional<StoredEntry>> find(
      boolean isInDoubt, Supplier<CompletionStage<Optional<StoredEntry>>> lookUp) {
    boolean isUnsettled = isInDoubt || waiting.get() > 0; // before the first look
    CompletionStage<Optional<StoredEntry>> found = lookUp.get();
    return !isUnsettled
        ? found
        : found.thenCompose(first -> first.isPresent()
            ? CompletableFuture.completedFuture(first)
            : append(List.of()).thenCompose(settled -> lookUp.get()));
  }

  private CompletionStage<List<Outcome>> queued(List<Entry> batch) {
    Pending pending = new Pending(batch, new CompletableFuture<>());
    if (!queue.offer(pending)) {
      reject(
          pending,
          new LedgerException.Retryable(
              LedgerErrorCode.OVERLOADED, "the queue before the ledger's writer is full"));
      return pending.answer();
    }
    @Nullable LedgerException reason = end;
    if (reason != null && queue.remove(pending)) { // the writer went away before it could see it
      reject(pending, reason);
    }
    return pending.answer();
  }

  private void run() {
    List<Pending> group = new ArrayList<>();
    LedgerException reason;
    try {
      do {
        boolean isAlone = group.size() == 1;
        group.clear();
        if (isAlone) {
          spin();
        }
        take(group);
        write.accept(List.copyOf(group));
      } while (!group.contains(stop));
      reason = new LedgerException.Permanent(LedgerErrorCode.CLOSED, "the ledger was closed");
    } catch (Throwable e) { // whatever it is, whoever waits must hear of it
      reason = failed(group, e);
    }
    end = reason;
    List<Pending> late = new ArrayList<>();
    queue.drainTo(late);
    for (Pending pending : late) {
      reject(pending, reason);
    }
  }

  private static LedgerException failed(List<Pending> group, Throwable cause) {
    LOG.error(
        "the writer of a ledger ended by {}; it takes no more entries until it is opened again",
        cause.getClass().getName());
    LedgerException doubt = new LedgerException.Retryable(
        LedgerErrorCode.UNAVAILABLE, "the ledger's writer failed", Duration.ZERO, cause);
    group.forEach(pending -> pending.answer().completeExceptionally(doubt)); // unless it has one
    return new LedgerException.Permanent(
        LedgerErrorCode.FROZEN, "the ledger's writer failed in an earlier write", cause);
  }

  private void spin() {
    long end = System.nanoTime() + SPIN_NANOS;
    while (queue.isEmpty() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private void take(List<Pending> group) {
    try {
      Pending next = queue.take();
      group.add(next);
      int entries = next.batch().size();
      for (next = queue.peek(); next != null; next = queue.peek()) {
        entries += next.batch().size();
        if (entries > groupEntries) {
          return;
        }
        group.add(queue.take());
      }
    } catch (InterruptedException e) {
      group.add(stop); // nobody but the virtual machine's end interrupts this thread
    }
  }

  // An empty batch asks whether what came before it is settled.
  private static void reject(Pending pending, LedgerException error) {
    if (pending.batch().isEmpty()) {
      pending.answer().completeExceptionally(error);
    } else {
      pending
          .answer()
          .complete(Collections.nCopies(pending.batch().size(), new Outcome.Rejected(error)));
    }
  }

  /** Has what is queued written and answered, then stops the writer. */
  public void close() {
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        queue.put(stop);
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
