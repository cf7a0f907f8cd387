// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Tries out what a store says of itself, before a patient's data rests on it. Run it where a store is registered, and again
 * when its server was changed: {@code StoreProbe.of(store).run().requireFit()}.
 *
 * <p>It writes about a dozen blobs of at most 64 KiB under random names below {@code probe/} and deletes them again. Some
 * things no probe can see: whether blobs survive a power cut, and whether a race that it did not meet would be lost.
 * Not thread-safe: one per run.
 */
public final class StoreProbe {
  private static final String FOLDER = "probe/";
  private static final int SIZE_BYTES = 65_536;
  private static final int WRITERS = 8;
  private static final int RACES = 4;

  private final ShardStore store;
  private final SecureRandom random = new SecureRandom();
  private final String own = FOLDER + hex(16) + "/";
  private final Map<StoreCapability, ShardStore> closed = new LinkedHashMap<>();
  private final List<StoreFinding> findings = new ArrayList<>();

  private StoreProbe(ShardStore store) {
    this.store = store;
  }

  /**
   * A probe of this store.
   *
   * @param store open; the probe leaves it open
   */
  public static StoreProbe of(ShardStore store) {
    return new StoreProbe(store);
  }

  /**
   * A way into the same store that must be closed, for example with wrong credentials: a put through it must fail and leave
   * nothing.
   *
   * @param proven what is shown by that: {@link StoreCapability#AUTHENTICATED} or {@link StoreCapability#CHECKSUMMED}
   * @param way the same place, entered as nobody may; the probe leaves it open
   */
  public StoreProbe closedTo(StoreCapability proven, ShardStore way) {
    closed.put(proven, way);
    return this;
  }

  /**
   * Runs every check.
   *
   * @return what was found; look at {@link StoreReport#isFit} or call {@link StoreReport#requireFit}
   * @throws StorageException as the store fails; a failing store tells nothing
   */
  public StoreReport run() {
    try {
      byte[] blob = bytes(SIZE_BYTES);
      String name = own + "blob";
      boolean first = store.putIfAbsent(name, blob);
      found(StoreCheck.READ_AFTER_WRITE, first && holds(name, blob));
      found(StoreCheck.CREATE_ONLY, !store.putIfAbsent(name, bytes(100)) && holds(name, blob));
      found(StoreCheck.RANGE, givesRanges(name, blob));
      found(StoreCheck.ONE_WINNER, oneWins());
      found(StoreCheck.LIST, lists(name));
      found(StoreCheck.DELETE, deletes(name));
      Set<StoreCapability> capabilities = EnumSet.noneOf(StoreCapability.class);
      capabilities.addAll(store.capabilities());
      closed.forEach((proven, way) -> {
        if (refuses(proven, way)) {
          capabilities.add(proven);
        } else {
          capabilities.remove(proven);
        }
      });
      return new StoreReport(capabilities, findings);
    } finally {
      store.list(own).forEach(store::delete);
    }
  }

  private void found(StoreCheck check, boolean passed) {
    findings.add(new StoreFinding(check, passed));
  }

  private boolean holds(String name, byte[] blob) {
    return store.get(name).filter(got -> Arrays.equals(got, blob)).isPresent();
  }

  private boolean givesRanges(String name, byte[] blob) {
    Optional<byte[]> middle = store.getRange(name, 1000, 5000);
    return middle
            .filter(part -> Arrays.equals(part, Arrays.copyOfRange(blob, 1000, 6000)))
            .isPresent()
        && store.getRange(name, SIZE_BYTES - 1, 2).isEmpty();
  }

  private boolean lists(String name) {
    List<String> listed = store.list(own);
    return listed.contains(name)
        && listed.size() == 1 + RACES
        && listed.stream().sorted().toList().equals(listed)
        && store.list(own + "absent").isEmpty();
  }

  private boolean deletes(String name) {
    return store.delete(name)
        && !store.delete(name)
        && store.get(name).isEmpty()
        && !store.list(own).contains(name);
  }

  private boolean refuses(StoreCapability proven, ShardStore way) {
    String name = own + proven.name().toLowerCase(Locale.ROOT);
    try {
      way.putIfAbsent(name, bytes(100));
      return false;
    } catch (StorageException e) {
      // A server that merely failed has refused nobody; altered bytes it may call a failed request.
      boolean refused =
          proven != StoreCapability.AUTHENTICATED || e.code() == ErrorCode.STORE_REFUSED;
      return refused && store.get(name).isEmpty();
    }
  }

  private boolean oneWins() {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      return IntStream.range(0, RACES).allMatch(race -> oneWins(threads, own + "race-" + race));
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean oneWins(ExecutorService threads, String name) {
    CyclicBarrier start = new CyclicBarrier(WRITERS);
    List<Callable<Boolean>> writers = IntStream.range(0, WRITERS)
        .<Callable<Boolean>>mapToObj(i -> () -> {
          start.await();
          return store.putIfAbsent(name, new byte[] {(byte) i});
        })
        .toList();
    List<Boolean> won = new ArrayList<>();
    try {
      for (Future<Boolean> writer : threads.invokeAll(writers)) {
        won.add(writer.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the probe was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StorageException failure) {
        throw failure;
      }
      throw new IllegalStateException("a writer of the probe failed", e);
    }
    return won.stream().filter(wins -> wins).count() == 1
        && holds(name, new byte[] {(byte) won.indexOf(true)});
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private String hex(int size) {
    return HexFormat.of().formatHex(bytes(size));
  }
}
