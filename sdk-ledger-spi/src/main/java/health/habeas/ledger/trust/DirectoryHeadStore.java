// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.trust;

import health.habeas.ledger.internal.file.AtomicFile;
import health.habeas.ledger.internal.file.FileErrors;
import health.habeas.ledger.proof.ForkProof;
import health.habeas.ledger.proof.TreeHash;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One file of heads a log, and one of evidence, under a hash of the log's name; written under one lock of the directory, read
 * without, since files are replaced whole. Thread-safe.
 */
final class DirectoryHeadStore implements HeadStore {
  private static final String HEADS = ".heads";
  private static final String FORK = ".fork";
  // A file lock is the process's: threads and other stores of this process wait here.
  private static final Object ONE_OF_THIS_PROCESS = new Object();

  private final Path directory;

  private DirectoryHeadStore(Path directory) {
    this.directory = directory;
  }

  static DirectoryHeadStore open(Path directory) {
    try {
      AtomicFile.createDirectories(directory);
      return new DirectoryHeadStore(directory);
    } catch (IOException e) {
      throw FileErrors.opening(directory, e);
    }
  }

  @Override
  public Optional<KeptHeads> heads(String origin) {
    Path file = file(origin, HEADS);
    Optional<KeptHeads> kept = read(file).map(bytes -> KeptHeads.parse(bytes, file.toString()));
    if (kept.isPresent() && !kept.get().newest().claimed().origin().equals(origin)) {
      throw KeptHeads.damaged(file.toString(), "they are of another log", null);
    }
    return kept;
  }

  @Override
  public boolean advance(String origin, Optional<KeptHeads> seen, KeptHeads next) {
    Path file = file(origin, HEADS);
    return locked(() -> {
      if (!seen.equals(heads(origin))) {
        return false;
      }
      AtomicFile.write(file, next.bytes());
      return true;
    });
  }

  @Override
  public Optional<String> fork(String origin) {
    Path file = file(origin, FORK);
    return Files.notExists(file) ? Optional.empty() : Optional.of(place(file));
  }

  @Override
  public String keep(ForkProof evidence) {
    Path file = file(evidence.key().name(), FORK);
    return locked(() -> {
      if (Files.notExists(file)) {
        AtomicFile.write(file, evidence.toString().getBytes(StandardCharsets.UTF_8));
      }
      return place(file);
    });
  }

  private static String place(Path file) {
    return "the file " + file.toAbsolutePath();
  }

  private Path file(String origin, String kind) {
    byte[] name = TreeHash.leaf(origin.getBytes(StandardCharsets.UTF_8)).bytes();
    return directory.resolve(HexFormat.of().formatHex(name) + kind);
  }

  private static Optional<byte[]> read(Path file) {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw FileErrors.reading(file, e);
    }
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T locked(Work<T> work) {
    Path lock = directory.resolve("lock");
    synchronized (ONE_OF_THIS_PROCESS) {
      try (FileChannel channel =
          FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock(); // released with the channel
        return work.run();
      } catch (IOException e) {
        throw FileErrors.writing(lock, e);
      }
    }
  }
}
