// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps blobs under names that are never overwritten: what a storage vendor implements, proven by {@code
 * ShardStoreContract} of the test kit and, where it runs, by {@link StoreProbe}.
 *
 * <p>Guarantee: a blob is there as a whole or not at all; of two writers of one name exactly one wins; after a put
 * returned, in either way, the blob survives what the store's {@link #capabilities()} promise. The store sees ciphertext
 * and unlinkable names only.
 *
 * <p>Names: parts of 1 to 100 characters from {@code 0-9 a-z . _ -}, not beginning with a dot, joined by {@code /}, at
 * most 400 characters. A name must not be a folder of another: {@code a} and {@code a/b} exclude each other. Any other
 * name is an {@link IllegalArgumentException}.
 *
 * <p>Errors: {@link health.habeas.error.StorageException} with HBS-4001 (not writable), HBS-4002 (full), HBS-4003
 * (failed), HBS-4017 (the store does not let us in); after one, a put may be repeated. No message holds a name.
 * Thread-safe.
 */
public interface ShardStore extends AutoCloseable {

  /**
   * The store at a location {@code scheme:rest}, for example {@code directory:/srv/habeas} or {@code memory:}. Further
   * schemes come with the libraries that serve them: {@link ShardStoreProvider}s are found by {@link ServiceLoader}, on the
   * class path and the module path.
   *
   * @param location scheme, colon, and what that scheme calls a place; no credentials, since locations are shown and logged
   * @throws InvalidInputException with HBS-4018 if no provider has the scheme, or the rest is no place of it
   */
  static ShardStore at(String location) {
    int colon = location.indexOf(':');
    String scheme = location.substring(0, Math.max(colon, 0));
    String place = location.substring(colon + 1);
    if (place.isBlank() && !scheme.equals("memory")) {
      throw new InvalidInputException(
          ErrorCode.STORE_LOCATION, "the location of a shard store names no place");
    }
    if (scheme.equals("directory")) {
      return directory(Path.of(place));
    }
    if (scheme.equals("memory")) {
      return inMemory();
    }
    return ServiceLoader.load(ShardStoreProvider.class, ShardStore.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.scheme().equals(scheme))
        .findFirst()
        .orElseThrow(() -> new InvalidInputException(
            ErrorCode.STORE_LOCATION, "no shard store is installed for this location's scheme"))
        .open(place);
  }

  /**
   * A store in a directory, which is created if absent. Two processes may open the same one. It needs a file system with
   * hard links: they are what makes creation atomic.
   *
   * @param directory where the blobs lie, one file each
   */
  static ShardStore directory(Path directory) {
    return DirectoryShardStore.open(directory);
  }

  /**
   * The name itself, if it is one; every store checks with this before it touches anything.
   *
   * @param name what a caller passed
   * @throws IllegalArgumentException if it is not a name; the message does not hold it
   */
  static String requireName(String name) {
    return StoredName.require(name);
  }

  /**
   * Whether {@link #requireName} would take it; stores leave out of a listing what is none of theirs.
   *
   * @param name what lies in the store
   */
  static boolean isName(String name) {
    return StoredName.matches(name);
  }

  /** A store in memory, for tests and the first five minutes. */
  static ShardStore inMemory() {
    return new MemoryShardStore();
  }

  /**
   * Stores a blob under a name that has none.
   *
   * @param name the name
   * @param blob the bytes, copied
   * @return false if there is a blob already; it is left unchanged, whatever its bytes
   */
  boolean putIfAbsent(String name, byte[] blob);

  /**
   * Stores several blobs, each as a whole or not at all, with as few flushes as the store can; one after the other unless a
   * store knows better. After an error some may be there; the call may be repeated.
   *
   * @param blobs by name; those that exist are left unchanged
   * @return the names that had a blob already
   */
  default Set<String> putAllIfAbsent(Map<String, byte[]> blobs) {
    blobs.keySet().forEach(ShardStore::requireName);
    Set<String> present = new TreeSet<>();
    blobs.forEach((name, blob) -> {
      if (!putIfAbsent(name, blob)) {
        present.add(name);
      }
    });
    return present;
  }

  /**
   * The blob; empty if there is none.
   *
   * @param name the name
   */
  Optional<byte[]> get(String name);

  /**
   * A part of the blob; empty if there is no blob or if it ends before the part does.
   *
   * @param name the name
   * @param offset of the first byte, 0 or more
   * @param length in bytes, 0 or more
   */
  Optional<byte[]> getRange(String name, long offset, int length);

  /**
   * Removes a blob.
   *
   * @param name the name
   * @return false if there was none
   */
  boolean delete(String name);

  /**
   * The names that begin with a prefix, in ascending order.
   *
   * @param prefix the beginning of a name; empty for all
   */
  List<String> list(String prefix);

  /** What this store can do beyond the contract. */
  Set<StoreCapability> capabilities();

  /** Lets go of what the store holds open; blobs stay. */
  @Override
  void close();
}
