// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerException;
import java.util.List;
import java.util.concurrent.Flow;

/** One subscriber's cursor, which asks the server for as much as it was asked for. Runs on a thread of its own. Thread-safe. */
final class LedgerSubscription implements Flow.Subscription, Runnable {
  private static final int PAGE = 256;
  private static final long PAUSE_MILLIS = 100;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final HttpLedger ledger;
  private final Flow.Subscriber<? super StoredEntry> subscriber;
  private long next;
  private long demand;
  private volatile boolean illegal;
  private boolean cancelled;
  private boolean completed;

  LedgerSubscription(
      HttpLedger ledger, Flow.Subscriber<? super StoredEntry> subscriber, long from) {
    this.ledger = ledger;
    this.subscriber = subscriber;
    this.next = from;
  }

  @Override
  public synchronized void request(long n) {
    if (n <= 0) {
      illegal = true; // reactive streams, rule 3.9: signalled, not thrown
    } else {
      demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
    }
    notifyAll();
  }

  @Override
  public synchronized void cancel() {
    cancelled = true;
    notifyAll();
  }

  /** The ledger was closed. */
  synchronized void complete() {
    completed = true;
    notifyAll();
  }

  @Override
  public void run() {
    try {
      for (int most = awaitDemand(); most > 0; most = awaitDemand()) {
        List<StoredEntry> page = ledger.read(next, most);
        page.forEach(this::deliver);
        if (page.isEmpty()) {
          pause();
        }
      }
      end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (LedgerException e) {
      fail(e);
    }
  }

  /** The end of the log was reached: there may be more in a while. */
  private synchronized void pause() throws InterruptedException {
    long end = System.nanoTime() + PAUSE_MILLIS * NANOS_PER_MILLI;
    long left = PAUSE_MILLIS;
    while (left > 0 && !isOver()) {
      wait(left);
      left = (end - System.nanoTime()) / NANOS_PER_MILLI;
    }
  }

  /** How many entries may be read now: waits until some are wanted. 0 at the end. */
  private synchronized int awaitDemand() throws InterruptedException {
    while (demand == 0 && !isOver()) {
      wait();
    }
    return isOver() ? 0 : (int) Math.min(PAGE, demand);
  }

  private synchronized boolean isOver() {
    return cancelled || completed || illegal;
  }

  private void deliver(StoredEntry entry) {
    synchronized (this) {
      if (cancelled) {
        return;
      }
      next = entry.position() + 1;
      demand--;
    }
    subscriber.onNext(entry);
  }

  private void end() {
    if (isDone()) {
      return;
    }
    if (illegal) {
      subscriber.onError(
          new IllegalArgumentException("a subscriber must request at least 1 entry"));
    } else {
      subscriber.onComplete();
    }
  }

  /** A read that failed because the ledger was closed meanwhile is no failure. */
  private void fail(LedgerException cause) {
    if (isOver()) {
      end();
    } else if (!isDone()) {
      subscriber.onError(cause);
    }
  }

  /** Whether it was cancelled; it is from now on, since its last signal is about to be given. */
  private synchronized boolean isDone() {
    boolean before = cancelled;
    cancelled = true;
    return before;
  }
}
