// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.entry;

import health.habeas.ledger.StoredEntry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/**
 * The subscriptions of one backend. Each keeps a position and reads from the log as far as its subscriber has asked, so a
 * slow subscriber costs nothing but time. Thread-safe.
 */
public final class Subscriptions {
  /** Reads a page of the log, blocking; empty at its end. */
  @FunctionalInterface
  public interface Pages {
    /**
     * Entries in order of position.
     *
     * @param from the first position
     * @param max the most entries to return
     */
    List<StoredEntry> read(long from, int max);
  }

  private final Pages pages;
  private final Executor executor;
  private final Set<CursorSubscription> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * No subscriptions yet.
   *
   * @param pages the log
   * @param executor runs subscribers, each on one thread at a time
   */
  public Subscriptions(Pages pages, Executor executor) {
    this.pages = pages;
    this.executor = executor;
  }

  /**
   * A publisher of entries from a position on.
   *
   * @param from the first position
   */
  public Flow.Publisher<StoredEntry> from(long from) {
    return subscriber -> {
      CursorSubscription subscription = new CursorSubscription(this, subscriber, from);
      open.add(subscription);
      subscriber.onSubscribe(subscription);
      subscription.wake();
    };
  }

  /** Tells all subscribers that the log has grown. */
  public void advanced() {
    open.forEach(CursorSubscription::wake);
  }

  /** Completes all subscriptions once they have read to the end of the log, or as far as they asked. */
  public void close() {
    closed = true;
    advanced();
  }

  boolean isClosed() {
    return closed;
  }

  Pages pages() {
    return pages;
  }

  Executor executor() {
    return executor;
  }

  void forget(CursorSubscription subscription) {
    open.remove(subscription);
  }
}
