// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.file.AtomicFile;
import health.habeas.ledger.internal.file.DirectoryLock;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.CosignerKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Where a witness remembers what it cosigned: {@code keys}, the keys that have used this directory, and for each log one file
 * named by the hash of its origin. A key and its directory belong together for good: the key with another, or an emptied,
 * directory would cosign a second history. Thread-safe.
 */
final class WitnessDirectory implements AutoCloseable {
  private final Path path;
  private final DirectoryLock lock;

  private WitnessDirectory(Path path, DirectoryLock lock) {
    this.path = path;
    this.lock = lock;
  }

  static WitnessDirectory open(Path path) {
    return new WitnessDirectory(path, DirectoryLock.take(path));
  }

  /**
   * Whether a key of a kind has used this directory.
   *
   * @param type the first byte of the key, as its text has it
   */
  boolean hasKey(int type) {
    return keys().stream()
        .map(key -> key.split("\\+", 3)[2]) // name, id, key: base64 has plus signs of its own
        .anyMatch(key -> Base64.getDecoder().decode(key)[0] == type);
  }

  /** Takes in a key that was made just now, and so has cosigned nothing anywhere. */
  void admitNew(CosignerKey key) {
    Set<String> keys = keys();
    keys.add(key.toString());
    try {
      AtomicFile.write(
          keyList(), (String.join("\n", keys) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the file " + keyList() + " can't be written", e);
    }
  }

  /** Checks that a key's memory is here. */
  void require(CosignerKey key) {
    if (!keys().contains(key.toString())) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.WITNESS_FORGOT,
          "the store " + path + " is not the one with which the key of " + key.name()
              + " has cosigned");
    }
  }

  private Set<String> keys() {
    try {
      return Files.exists(keyList())
          ? new LinkedHashSet<>(Files.readAllLines(keyList()))
          : new LinkedHashSet<>();
    } catch (IOException e) {
      throw new UncheckedIOException("the file " + keyList() + " can't be read", e);
    }
  }

  private Path keyList() {
    return path.resolve("keys");
  }

  /** Where the newest cosigned checkpoint of a log is. */
  Path record(String origin) {
    return path.resolve(Checkpoint.originHash(origin));
  }

  @Override
  public void close() {
    lock.close();
  }
}
