// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.Directives;
import health.habeas.grant.VaultId;
import health.habeas.key.VerifyKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The directives that one custodian goes by. They are no items of the vault's owner: she can give a newer version, and
 * nobody can put an older one back or delete them. Looked up at each decision, since another process over the same store
 * may have taken a newer version. Thread-safe.
 *
 * <p>A name is the version in 16 hex digits and a number, so that a sound copy can be laid beside one that was damaged.
 */
final class KeptDirectives {
  private static final Pattern SOUND_NAME =
      Pattern.compile(".*/directives/([0-7][0-9a-f]{15})\\.[0-9a-f]{1,8}");
  private static final int TRIES = 3;

  private final ShardStore store;
  private final Map<VaultId, Known> known = new ConcurrentHashMap<>();

  /** What was read under a name. */
  private record Known(String path, Directives directives) {
    Known later(Known other) {
      return other.directives.version() < directives.version() ? this : other;
    }
  }

  KeptDirectives(ShardStore store) {
    this.store = store;
  }

  /** The newest; version 0 if none were ever given. {@code DIRECTIVE_INVALID} if no sound copy of it is left. */
  Directives of(VerifyKey rootKey) {
    VaultId vault = VaultId.of(rootKey);
    for (int tried = 0; tried < TRIES; tried++) {
      List<String> newest = newest(vault);
      long floor = knownVersion(vault);
      if (newest.isEmpty() && floor == 0) {
        return Directives.none(vault);
      }
      Optional<Directives> sound = newest.stream()
          .flatMap(path -> sound(path, rootKey).stream())
          .filter(directives -> directives.version() >= floor)
          .findFirst();
      if (sound.isPresent()) {
        return sound.get();
      }
      // Another process may have replaced what was listed, or the store lists what was: look again.
    }
    throw new InvalidInputException(
        ErrorCode.DIRECTIVE_INVALID, "the kept directives are damaged, so everything is forbidden");
  }

  /** Takes these unless there are newer ones; the version that counts then. */
  synchronized long obey(Directives given, VerifyKey rootKey) {
    List<String> newest = newest(given.vault());
    long kept = newest.isEmpty() ? 0 : version(newest.get(0));
    boolean there = newest.stream().anyMatch(path -> sound(path, rootKey).isPresent());
    if (kept > given.version() || (kept == given.version() && there)) {
      return kept;
    }
    int number = kept == given.version() ? newest.size() : 0;
    String path = path(given, number);
    while (!store.putIfAbsent(path, given.bytes())) {
      number++;
      path = path(given, number);
    }
    String taken = path;
    list(given.vault()).stream()
        .filter(other -> !other.equals(taken) && version(other) <= given.version())
        .forEach(store::delete);
    return given.version();
  }

  /** The names of the greatest version. */
  private List<String> newest(VaultId vault) {
    List<String> paths = list(vault);
    long newest = paths.stream().mapToLong(KeptDirectives::version).max().orElse(0);
    return paths.stream().filter(path -> version(path) == newest).toList();
  }

  /** Somebody may have left another file in the store: it is none of ours. */
  private List<String> list(VaultId vault) {
    return store.list(folder(vault)).stream()
        .filter(path -> SOUND_NAME.matcher(path).matches())
        .toList();
  }

  private Optional<Directives> sound(String path, VerifyKey rootKey) {
    VaultId vault = VaultId.of(rootKey);
    Known before = known.get(vault);
    if (before != null && before.path().equals(path)) {
      return Optional.of(before.directives());
    }
    try {
      Optional<Directives> found = store
          .get(path)
          .map(bytes -> Directives.parse(bytes, rootKey))
          .filter(directives -> directives.version() == version(path));
      found.ifPresent(directives -> known.merge(vault, new Known(path, directives), Known::later));
      return found;
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  /** A store that lists less than it did before does not make this custodian forget. */
  private long knownVersion(VaultId vault) {
    Known before = known.get(vault);
    return before == null ? 0 : before.directives().version();
  }

  private static String folder(VaultId vault) {
    return vault.hex() + "/directives/";
  }

  private static String path(Directives given, int number) {
    return folder(given.vault()) + String.format(Locale.ROOT, "%016x.%x", given.version(), number);
  }

  private static long version(String path) {
    return Long.parseLong(SOUND_NAME.matcher(path).replaceFirst("$1"), 16);
  }
}
