// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.LedgerBackend;
import health.habeas.ledger.LedgerInfo;
import health.habeas.ledger.LogIdentity;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** One opening of a {@link SimulatedStore}: one thread that takes a moment for each batch, and may be killed. Thread-safe. */
final class SimulatedBackend implements LedgerBackend, KillableLedger {
  private static final Duration FSYNC = Duration.ofNanos(300_000);

  private final SimulatedStore store;
  private final InstantSource clock;
  private final ExecutorService writer = Executors.newSingleThreadExecutor(this::thread);
  private final ExecutorService readers = Executors.newSingleThreadExecutor(this::thread);
  private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean killed;

  SimulatedBackend(SimulatedStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  private Thread thread(Runnable task) {
    Thread thread = new Thread(task, "simulated");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public synchronized CompletionStage<List<Outcome>> append(List<Entry> batch) {
    CompletableFuture<List<Outcome>> answer = new CompletableFuture<>();
    if (killed || writer.isShutdown()) {
      return answer;
    }
    waiting.incrementAndGet();
    writer.execute(() -> {
      if (killed) {
        return;
      }
      List<Outcome> outcomes = store.append(this, batch, clock.instant());
      LockSupport.parkNanos(FSYNC.toNanos());
      if (killed) {
        return; // it is recorded, and nobody is told
      }
      subscriptions.forEach(Subscription::advance);
      waiting.decrementAndGet();
      answer.complete(outcomes);
    });
    return answer;
  }

  @Override
  public CompletionStage<List<Outcome>> submit(List<Entry> batch) {
    if (killed) {
      throw new IllegalStateException("it is dead");
    }
    return append(batch);
  }

  @Override
  public void kill() {
    long before = store.size();
    Samples.awaitUntil(() -> waiting.get() == 0 || store.size() > before); // recorded, not answered
    killed = true;
    end();
    store.killed();
  }

  @Override
  public CompletionStage<Optional<StoredEntry>> find(EntryId id) {
    return now(() -> store.find(id));
  }

  @Override
  public CompletionStage<List<StoredEntry>> read(long from, int max) {
    return now(() -> store.read(from, max));
  }

  @Override
  public CompletionStage<Long> size() {
    return now(store::size);
  }

  private static <T> CompletionStage<T> now(Supplier<T> work) {
    try {
      return CompletableFuture.completedFuture(work.get());
    } catch (LedgerException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public Flow.Publisher<StoredEntry> subscribe(long from) {
    return subscriber -> {
      Subscription subscription = new Subscription(subscriber, from);
      subscriptions.add(subscription);
      subscriber.onSubscribe(subscription);
    };
  }

  @Override
  public LedgerInfo info() {
    return store.info();
  }

  @Override
  public LogIdentity identity() {
    return store;
  }

  @Override
  public void close() {
    end();
  }

  private void end() {
    try {
      synchronized (this) {
        writer.shutdown();
      }
      writer.awaitTermination(20, TimeUnit.SECONDS);
      subscriptions.forEach(Subscription::complete);
      readers.shutdown();
      readers.awaitTermination(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      store.released(this);
    }
  }

  /** Delivers on the readers' thread, which makes its signals serial. */
  private final class Subscription implements Flow.Subscription {
    private final Flow.Subscriber<? super StoredEntry> subscriber;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final List<StoredEntry> kept = new ArrayList<>();
    private long next;
    private long asked;
    private boolean cancelled;

    Subscription(Flow.Subscriber<? super StoredEntry> subscriber, long from) {
      this.subscriber = subscriber;
      this.next = from;
    }

    @Override
    public void request(long n) {
      readers.execute(() -> {
        asked = asked + n < 0 ? Long.MAX_VALUE : asked + n;
        deliver();
      });
    }

    @Override
    public void cancel() {
      subscriptions.remove(this);
      readers.execute(() -> cancelled = true);
    }

    void advance() {
      store.keep(kept);
      if (woken.compareAndSet(false, true)) { // one task, however much was appended
        readers.execute(() -> {
          woken.set(false);
          deliver();
        });
      }
    }

    private void deliver() {
      try {
        long most = store.demand(asked);
        while (!cancelled && most > 0) {
          List<StoredEntry> page = store.read(next, (int) Math.min(most, 256));
          if (page.isEmpty()) {
            return;
          }
          next += page.size();
          asked -= page.size();
          most -= page.size();
          page.forEach(subscriber::onNext);
        }
      } catch (LedgerException e) {
        return; // it goes on with the next entry
      }
    }

    void complete() {
      readers.execute(() -> {
        deliver();
        subscriber.onComplete();
      });
    }
  }
}
