// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import health.habeas.ledger.StoredEntry;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A subscriber that asks only when it is told to, and keeps what it got. Thread-safe. */
final class CollectingSubscriber implements Flow.Subscriber<StoredEntry> {
  private static final int PATIENCE_SECONDS = 20;

  private final BlockingQueue<StoredEntry> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
  private final CompletableFuture<Boolean> completed = new CompletableFuture<>();

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription.complete(given);
  }

  @Override
  public void onNext(StoredEntry entry) {
    received.add(entry);
  }

  @Override
  public void onError(Throwable cause) {
    completed.completeExceptionally(cause);
  }

  @Override
  public void onComplete() {
    completed.complete(true);
  }

  void request(long count) {
    subscription.join().request(count);
  }

  void cancel() {
    subscription.join().cancel();
  }

  /** The positions of the next entries, in the order of their arrival. */
  List<Long> await(int count) {
    return Stream.generate(this::next).limit(count).map(StoredEntry::position).toList();
  }

  private StoredEntry next() {
    try {
      @Nullable StoredEntry entry = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (entry != null) {
        return entry;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError("the subscription did not deliver what was asked for");
  }

  int unread() {
    return received.size();
  }

  boolean hasFailed() {
    return completed.isCompletedExceptionally();
  }

  boolean awaitCompletion() {
    return completed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}
