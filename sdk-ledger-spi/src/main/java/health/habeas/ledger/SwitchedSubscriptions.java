// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of a ledger that is exchanged. They stop before it is: a subscriber may be asking the ledger, whose calls
 * wait meanwhile, and a backend that closes waits for its subscribers. They are told of the end afterwards, so that they may
 * subscribe again at once. Thread-safe.
 */
final class SwitchedSubscriptions {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Set<Passing> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /** Passes a ledger's entries on to a subscriber, until they stop. */
  void begin(Flow.Publisher<StoredEntry> entries, Flow.Subscriber<? super StoredEntry> subscriber) {
    Passing passing = new Passing(subscriber);
    open.add(passing);
    entries.subscribe(passing);
  }

  /** Gives no further entry to anybody, and waits, but not for long, for those who are busy with one. */
  void stop() {
    stopping = true;
    long end = System.nanoTime() + PATIENCE.toNanos();
    open.forEach(Passing::stop);
    try {
      for (Passing passing : open) {
        passing.awaitIdle(end);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Those that stopped, while nobody can begin; whoever begins from now on has the ledger that is served next. */
  List<Passing> stopped() {
    List<Passing> stopped = new ArrayList<>(open);
    open.clear();
    stopping = false;
    return stopped;
  }

  /** One subscription, between the ledger and the subscriber. Thread-safe. */
  final class Passing implements Flow.Subscriber<StoredEntry>, Flow.Subscription {
    private final Flow.Subscriber<? super StoredEntry> subscriber;
    private Flow.@Nullable Subscription entries;
    private @Nullable Thread busy; // in the subscriber's onNext
    private boolean ended;

    private Passing(Flow.Subscriber<? super StoredEntry> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      synchronized (this) {
        entries = subscription;
      }
      subscriber.onSubscribe(this);
    }

    @Override
    public void request(long n) {
      Flow.Subscription asked = entries();
      if (asked != null) {
        asked.request(n);
      }
    }

    @Override
    public void cancel() {
      open.remove(this);
      stop();
    }

    private synchronized Flow.@Nullable Subscription entries() {
      return entries;
    }

    private void stop() {
      Flow.Subscription asked = entries();
      if (asked != null) {
        asked.cancel();
      }
    }

    @Override
    public void onNext(StoredEntry entry) {
      if (begins()) {
        try {
          subscriber.onNext(entry);
        } finally {
          ends();
        }
      }
    }

    private synchronized boolean begins() {
      boolean isOpen = !stopping && open.contains(this);
      busy = isOpen ? Thread.currentThread() : null;
      return isOpen;
    }

    private void ends() {
      boolean isLast;
      synchronized (this) {
        busy = null;
        isLast = ended;
        notifyAll();
      }
      if (isLast) {
        subscriber.onComplete();
      }
    }

    private synchronized void awaitIdle(long end) throws InterruptedException {
      long left = end - System.nanoTime();
      while (busy != null && busy != Thread.currentThread() && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = end - System.nanoTime();
      }
    }

    @Override
    public void onError(Throwable why) {
      if (open.remove(this)) {
        subscriber.onError(why);
      }
    }

    @Override
    public void onComplete() {
      if (open.remove(this)) {
        subscriber.onComplete();
      }
    }

    /** Tells the subscriber, on a thread of its own, or as soon as it is idle. */
    void complete() {
      boolean isIdle;
      synchronized (this) {
        ended = true;
        isIdle = busy == null;
      }
      if (isIdle) {
        Thread telling = new Thread(subscriber::onComplete, "habeas-ledger-switched");
        telling.setDaemon(true);
        telling.start();
      }
    }
  }
}
