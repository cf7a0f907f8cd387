// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerSession;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The patient at one custodian for as long as her vault is open: enters at the first call, again after that failed, and
 * again when the custodian says that the session is over, once a call. Thread-safe.
 */
final class RenewedSession implements OwnerSession {
  private final Supplier<OwnerSession> door;
  private @Nullable OwnerSession open;

  RenewedSession(Supplier<OwnerSession> door) {
    this.door = door;
  }

  @Override
  public Stored put(ItemName name, byte[] content) {
    return ask(session -> session.put(name, content));
  }

  @Override
  public Optional<byte[]> get(ItemName name) {
    return ask(session -> session.get(name));
  }

  @Override
  public Optional<byte[]> get(ItemName name, long offset, int length) {
    return ask(session -> session.get(name, offset, length));
  }

  @Override
  public void delete(ItemName name) {
    ask(session -> {
      session.delete(name);
      return true;
    });
  }

  @Override
  public long obey(byte[] directives) {
    return ask(session -> session.obey(directives));
  }

  @Override
  public List<ItemName> list(ItemKind kind) {
    return ask(session -> session.list(kind));
  }

  private <T> T ask(Function<OwnerSession, T> call) {
    OwnerSession session = session();
    try {
      return call.apply(session);
    } catch (StorageException e) {
      if (e.code() != ErrorCode.SESSION_OVER) {
        throw e;
      }
      leave(session);
      return call.apply(session());
    }
  }

  private synchronized OwnerSession session() {
    OwnerSession session = open;
    if (session == null) {
      session = door.get();
      open = session;
    }
    return session;
  }

  /** Unless another thread has entered anew already. */
  private synchronized void leave(OwnerSession over) {
    if (over.equals(open)) {
      open = null;
    }
  }
}
