// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Faults of files. */
final class DirectoryFaults implements LedgerFaults {
  private static final int TORN_BYTES = 17; // fewer than any record has

  private final String address;
  private final Path directory;
  private final Path journal;

  DirectoryFaults(String address, Path directory, Path journal) {
    this.address = address;
    this.directory = directory;
    this.journal = journal;
  }

  @Override
  public Map<String, Supplier<KillableLedger>> kills() {
    return Map.of("the ledger's process", () -> KillableLedger.process(address));
  }

  @Override
  public Optional<Deed> tear() {
    return Optional.of(random -> {
      byte[] begun = new byte[TORN_BYTES];
      random.nextBytes(begun);
      Files.write(journal, begun, StandardOpenOption.APPEND);
    });
  }

  @Override
  public Optional<Deed> flip() {
    return Optional.of(this::flipSomewhere);
  }

  private void flipSomewhere(Random random) throws IOException {
    Map<Path, byte[]> files = files();
    long bits = files.values().stream().mapToLong(bytes -> bytes.length * 8L).sum();
    long bit = (long) (random.nextDouble() * bits);
    for (Map.Entry<Path, byte[]> file : files.entrySet()) {
      byte[] bytes = file.getValue();
      if (bit < bytes.length * 8L) {
        bytes[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
        Files.write(file.getKey(), bytes);
        return;
      }
      bit -= bytes.length * 8L;
    }
  }

  @Override
  public Optional<Backup> backup() {
    return Optional.of(() -> {
      Map<Path, byte[]> copy = files();
      return random -> restore(copy);
    });
  }

  private void restore(Map<Path, byte[]> copy) throws IOException {
    for (Path file : files().keySet()) {
      Files.delete(file);
    }
    for (Map.Entry<Path, byte[]> file : copy.entrySet()) {
      Files.createDirectories(file.getKey().toAbsolutePath().getParent());
      Files.write(file.getKey(), file.getValue());
    }
  }

  @Override
  public boolean hasOneWriter() {
    return true;
  }

  private Map<Path, byte[]> files() throws IOException {
    Map<Path, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file, Files.readAllBytes(file));
      }
    }
    return files;
  }
}
