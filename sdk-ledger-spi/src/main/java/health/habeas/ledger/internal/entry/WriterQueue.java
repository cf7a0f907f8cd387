// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.entry;

import health.habeas.ledger.Entry;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One thread that writes for all: whatever waits when a write ends goes into the next one together. Bounded: a batch that
 * finds the queue full is rejected. Thread-safe.
 */
public final class WriterQueue {
  /**
   * A batch that waits for its answer.
   *
   * @param batch recorded whole or not at all
   * @param answer completed by the writer
   */
  public record Pending(List<Entry> batch, CompletableFuture<List<Outcome>> answer) {}

  // An appender that waits for each answer is back with the next entry in less time than it takes
  // to
  // wake a thread.
  private static final long SPIN_NANOS = 50_000;

  private final BlockingQueue<Pending> queue;
  private final int groupEntries;
  private final Consumer<List<Pending>> write;
  private final Pending stop = new Pending(List.of(), new CompletableFuture<>());
  private final Thread writer;
  private volatile boolean stopped;

  /**
   * A queue whose writer is not started yet.
   *
   * @param thread name of the writer's thread
   * @param batches that may wait
   * @param groupEntries how many entries are written together; a larger batch is written alone
   * @param write answers each batch of a group, sooner or later, and raises nothing
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
   * @param batch may be empty: then its answer says that all before it are answered
   */
  public CompletionStage<List<Outcome>> append(List<Entry> batch) {
    Pending pending = new Pending(batch, new CompletableFuture<>());
    if (!queue.offer(pending)) {
      reject(
          pending,
          new LedgerException.Retryable(
              LedgerErrorCode.OVERLOADED, "the queue before the ledger's writer is full"));
    } else if (stopped && queue.remove(pending)) { // the writer went away before it could see it
      reject(pending, closed());
    }
    return pending.answer();
  }

  private void run() {
    List<Pending> group = new ArrayList<>();
    do {
      boolean isAlone = group.size() == 1;
      group.clear();
      if (isAlone) {
        spin();
      }
      take(group);
      write.accept(List.copyOf(group));
    } while (!group.contains(stop));
    stopped = true;
    group.clear();
    queue.drainTo(group);
    group.forEach(late -> reject(late, closed()));
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

  private static void reject(Pending pending, LedgerException error) {
    pending
        .answer()
        .complete(Collections.nCopies(pending.batch().size(), new Outcome.Rejected(error)));
  }

  private static LedgerException closed() {
    return new LedgerException.Permanent(LedgerErrorCode.CLOSED, "the ledger was closed");
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
