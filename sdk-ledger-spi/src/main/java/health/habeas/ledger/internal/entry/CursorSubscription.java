// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.entry;

import health.habeas.ledger.StoredEntry;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One subscriber's cursor. Its signals are serial: whoever raises {@code wakes} from zero runs it. Thread-safe. */
final class CursorSubscription implements Flow.Subscription {
  private static final int PAGE = 256;

  private final Subscriptions owner;
  private final Flow.Subscriber<? super StoredEntry> subscriber;
  private final AtomicLong demand = new AtomicLong();
  private final AtomicInteger wakes = new AtomicInteger();
  private volatile boolean done;
  private volatile boolean illegal;
  private long next;

  CursorSubscription(
      Subscriptions owner, Flow.Subscriber<? super StoredEntry> subscriber, long from) {
    this.owner = owner;
    this.subscriber = subscriber;
    this.next = from;
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      illegal = true; // reactive streams, rule 3.9: signalled, not thrown
    } else {
      demand.accumulateAndGet(n, (have, more) -> have + more < 0 ? Long.MAX_VALUE : have + more);
    }
    wake();
  }

  @Override
  public void cancel() {
    done = true;
    owner.forget(this);
  }

  void wake() {
    if (!done && wakes.getAndIncrement() == 0) {
      schedule();
    }
  }

  private void schedule() {
    try {
      owner.executor().execute(this::run);
    } catch (RejectedExecutionException e) {
      done = true; // the backend is closed, and has completed this subscription already
    }
  }

  private void run() {
    int seen = wakes.get();
    do {
      try {
        deliver();
      } catch (Throwable e) { // whatever it is, a subscriber that hears no more must hear of it
        fail(e);
      }
      seen = wakes.addAndGet(-seen);
    } while (seen != 0);
  }

  private void deliver() {
    if (illegal && !done) {
      fail(new IllegalArgumentException("a subscriber must request at least 1 entry"));
    }
    while (!done && demand.get() > 0) {
      // An interrupt that onNext left behind is nobody's, and would close the file that is read.
      Thread.interrupted();
      List<StoredEntry> page = owner.pages().read(next, (int) Math.min(PAGE, demand.get()));
      if (page.isEmpty()) {
        break;
      }
      page.forEach(this::signal);
    }
    if (!done && owner.isClosed()) {
      cancel();
      subscriber.onComplete();
    }
  }

  private void signal(StoredEntry entry) {
    if (!done) {
      next = entry.position() + 1;
      demand.decrementAndGet();
      subscriber.onNext(entry);
    }
  }

  private void fail(Throwable cause) {
    if (!done) {
      cancel();
      subscriber.onError(cause);
    }
  }
}
