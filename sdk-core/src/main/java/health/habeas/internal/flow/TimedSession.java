// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerSession;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The patient at one custodian, waited for so long and no longer: for work that must ask this one and no other. While a call
 * hangs that was given up, no other is made, so that a thousand pieces don't wait a thousand times, and nothing that comes
 * late meets what was done since. Thread-safe.
 */
final class TimedSession implements OwnerSession {
  private final OwnerSession session;
  private final Executor lane;
  private final Duration patience;
  private final Ticker ticker;
  private final AtomicBoolean isHung = new AtomicBoolean();

  TimedSession(OwnerSession session, Executor lane, Duration patience, Ticker ticker) {
    this.session = session;
    this.lane = lane;
    this.patience = patience;
    this.ticker = ticker;
  }

  @Override
  public Stored put(ItemName name, byte[] content) {
    return ask(each -> each.put(name, content));
  }

  @Override
  public Optional<byte[]> get(ItemName name) {
    return ask(each -> each.get(name));
  }

  @Override
  public Optional<byte[]> get(ItemName name, long offset, int length) {
    return ask(each -> each.get(name, offset, length));
  }

  @Override
  public void delete(ItemName name) {
    ask(each -> {
      each.delete(name);
      return true;
    });
  }

  @Override
  public long obey(byte[] directives) {
    return ask(each -> each.obey(directives));
  }

  @Override
  public List<ItemName> list(ItemKind kind) {
    return ask(each -> each.list(kind));
  }

  private <T> T ask(Function<OwnerSession, T> call) {
    if (isHung.get()) {
      throw unreachable();
    }
    BlockingQueue<Answer<T>> answers = new LinkedBlockingQueue<>();
    AtomicBoolean ended = new AtomicBoolean();
    lane.execute(() -> {
      Answer<T> answer = answer(call);
      ended.set(true);
      isHung.set(false);
      answers.add(answer);
    });
    Optional<Answer<T>> answer = ticker.next(answers, patience.toNanos());
    if (answer.isEmpty()) {
      isHung.set(true);
      if (ended.get()) {
        isHung.set(false); // at the last moment
      }
      throw unreachable();
    }
    return answer.get().result().get();
  }

  /** What came, to be given or thrown where it is waited for. */
  private record Answer<T>(Supplier<T> result) {}

  private <T> Answer<T> answer(Function<OwnerSession, T> call) {
    try {
      T value = call.apply(session);
      return new Answer<>(() -> value);
    } catch (RuntimeException e) {
      return new Answer<>(() -> {
        throw e;
      });
    }
  }

  private StorageException unreachable() {
    return new StorageException(
        ErrorCode.CUSTODIAN_UNREACHABLE,
        "the custodian did not answer within " + patience.toSeconds() + " seconds");
  }
}
