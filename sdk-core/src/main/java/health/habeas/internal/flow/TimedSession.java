// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerSession;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The patient at one custodian, by {@link TimedCalls}, each waited for so long and no longer. Thread-safe. */
final class TimedSession implements OwnerSession {
  private final OwnerSession session;
  private final TimedCalls calls;
  private final Duration patience;

  TimedSession(OwnerSession session, Executor lane, Duration patience, Ticker ticker) {
    this.session = session;
    this.calls = new TimedCalls(lane, ticker);
    this.patience = patience;
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
    return calls.ask(() -> call.apply(session), patience);
  }
}
