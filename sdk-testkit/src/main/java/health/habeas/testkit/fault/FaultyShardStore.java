// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.fault;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StoreCapability;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A store that does what the one behind it does, until it is told to misbehave: for all names or for some. Blobs behind it
 * stay sound, except under {@link StoreFault#OVERWRITE}. Thread-safe.
 */
public final class FaultyShardStore implements ShardStore {
  private static final long SLOW_MILLIS = 250;

  private record Fault(
      StoreFault kind,
      Predicate<String> names,
      Map<String, byte[]> before,
      CountDownLatch healed) {}

  private final ShardStore store;
  private volatile @Nullable Fault fault;

  private FaultyShardStore(ShardStore store) {
    this.store = store;
  }

  /**
   * A store that is sound until a fault is set.
   *
   * @param store behind it; closed with it
   */
  public static FaultyShardStore over(ShardStore store) {
    return new FaultyShardStore(store);
  }

  /**
   * Misbehaves from now on, in place of how it did before.
   *
   * @param kind how
   */
  public void misbehave(StoreFault kind) {
    misbehave(kind, name -> true);
  }

  /**
   * Misbehaves from now on with some names, in place of how it did before; a listing has the prefix for a name.
   *
   * @param kind how
   * @param names with which
   */
  public void misbehave(StoreFault kind, Predicate<String> names) {
    heal();
    Map<String, byte[]> before = new HashMap<>();
    if (kind == StoreFault.STALE) {
      store.list("").forEach(name -> store.get(name).ifPresent(blob -> before.put(name, blob)));
    }
    fault = new Fault(kind, names, before, new CountDownLatch(1));
  }

  /** Is sound again; calls that hang go on. */
  public void heal() {
    Fault last = fault;
    fault = null;
    if (last != null) {
      last.healed().countDown();
    }
  }

  @Override
  public boolean putIfAbsent(String name, byte[] blob) {
    requireName(name);
    return write(name, () -> store.putIfAbsent(name, blob));
  }

  @Override
  public boolean delete(String name) {
    requireName(name);
    return write(name, () -> store.delete(name));
  }

  private boolean write(String name, BooleanSupplier call) {
    Fault now = at(name);
    if (now == null) {
      return call.getAsBoolean();
    }
    switch (now.kind()) {
      case LOSE -> {
        return true;
      }
      case LOSE_ANSWER -> {
        boolean unused = call.getAsBoolean();
        throw failed(ErrorCode.STORE_FAILED, "did not answer");
      }
      case OVERWRITE -> {
        store.delete(name);
        boolean unused = call.getAsBoolean();
        return true;
      }
      case FULL -> throw failed(ErrorCode.STORE_FULL, "is full");
      default -> {
        return call.getAsBoolean();
      }
    }
  }

  @Override
  public Optional<byte[]> get(String name) {
    requireName(name);
    return read(name);
  }

  @Override
  public Optional<byte[]> getRange(String name, long offset, int length) {
    requireName(name);
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException("a range begins at 0 or later and is not negative");
    }
    if (fault == null) {
      return store.getRange(name, offset, length);
    }
    return read(name)
        .filter(blob -> offset <= blob.length - (long) length)
        .map(blob -> Arrays.copyOfRange(blob, (int) offset, (int) offset + length));
  }

  private Optional<byte[]> read(String name) {
    Fault now = at(name);
    if (now == null) {
      return store.get(name);
    }
    return switch (now.kind()) {
      case TRUNCATE ->
        store.get(name).map(blob -> Arrays.copyOf(blob, Math.max(0, blob.length - 1)));
      case FLIP -> store.get(name).map(FaultyShardStore::flipped);
      case SWAP -> store.get(neighbour(name));
      case STALE -> Optional.ofNullable(now.before().get(name)).map(byte[]::clone);
      default -> store.get(name);
    };
  }

  @Override
  public List<String> list(String prefix) {
    Fault now = at(prefix);
    if (now == null || now.kind() != StoreFault.STALE) {
      return store.list(prefix);
    }
    return now.before().keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .sorted()
        .toList();
  }

  @Override
  public Set<StoreCapability> capabilities() {
    return store.capabilities();
  }

  /** Heals it, and closes the store behind it. */
  @Override
  public void close() {
    heal();
    store.close();
  }

  /** What is wrong with this name, after the time that it costs; a fault that is only an error or a delay ends here. */
  private @Nullable Fault at(String name) {
    Fault now = fault;
    if (now == null || !now.names().test(name)) {
      return null;
    }
    switch (now.kind()) {
      case ERROR -> throw failed(ErrorCode.STORE_FAILED, "failed");
      case REFUSE -> throw failed(ErrorCode.STORE_REFUSED, "refused");
      case HANG -> await(now.healed()::await);
      case SLOW -> await(() -> Thread.sleep(SLOW_MILLIS));
      default -> {
        return now;
      }
    }
    return null;
  }

  private String neighbour(String name) {
    List<String> all = store.list(name.substring(0, name.lastIndexOf('/') + 1));
    int own = all.indexOf(name);
    return own < 0 ? name : all.get((own + 1) % all.size());
  }

  private static byte[] flipped(byte[] blob) {
    byte[] flipped = blob.clone();
    if (flipped.length > 0) {
      flipped[flipped.length / 2] ^= 1;
    }
    return flipped;
  }

  private interface Pause {
    void go() throws InterruptedException;
  }

  private static void await(Pause pause) {
    try {
      pause.go();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(ErrorCode.STORE_FAILED, "was not waited for");
    }
  }

  private static void requireName(String name) {
    ShardStore.requireName(name);
  }

  private static StorageException failed(ErrorCode code, String how) {
    return new StorageException(code, "the faulty shard store " + how);
  }
}
