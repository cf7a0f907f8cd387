// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Argon2id;
import health.habeas.internal.crypto.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Keys in one file under a passphrase: {@link KeyFile} says what is in it, this class brings it to the disk and back.
 *
 * <p>A file appears whole or not at all: written beside its place, flushed, then linked into it. Thread-safe.
 */
final class FileCustody implements KeyCustody {
  private static final Duration UNLOCK_AT_LEAST = Duration.ofMillis(250);
  private static final int MIN_PASSPHRASE_CHARS = 8;
  private static final int MAX_FILE_BYTES = 64 << 10;

  private final Path file;
  private final Passphrase passphrase;
  private final Supplier<Argon2id.Cost> cost;

  FileCustody(Path file, Passphrase passphrase) {
    this(file, passphrase, () -> Argon2id.Cost.BASE.calibrated(UNLOCK_AT_LEAST));
  }

  /** For tests, which can't wait a quarter of a second for each of a thousand files. */
  FileCustody(Path file, Passphrase passphrase, Supplier<Argon2id.Cost> cost) {
    this.file = file.toAbsolutePath();
    this.passphrase = passphrase;
    this.cost = cost;
  }

  @Override
  public CustodyDescription describe() {
    return new CustodyDescription(FileCustodyProvider.SCHEME, false, true, false);
  }

  @Override
  public KeyHandle create(KeyKind kind, String name) {
    if (passphrase.length() < MIN_PASSPHRASE_CHARS) {
      throw new InvalidInputException(
          ErrorCode.PASSPHRASE_SHORT, "the passphrase has fewer than 8 characters");
    }
    refuseExisting();
    SecureRandom random = new SecureRandom();
    try (Secret master = Secret.random(random, SoftwareKeys.MASTER_BYTES);
        Secret typed = passphrase.utf8()) {
      KeyFile.Content content = new KeyFile.Content(kind, name, master);
      store(KeyFile.seal(content, typed, cost.get(), random));
      return content.handle();
    }
  }

  @Override
  public KeyHandle open(KeyKind kind) {
    byte[] stored = read();
    try (Secret typed = passphrase.utf8();
        KeyFile.Content content = KeyFile.open(stored, typed)) {
      if (content.kind() != kind) {
        throw new CustodyException(
            ErrorCode.KEY_FILE_KIND, "the key file holds keys of another kind than " + kind);
      }
      return content.handle();
    }
  }

  @Override
  public void destroy() {
    try {
      if (Files.deleteIfExists(file)) {
        flushDirectory();
      }
    } catch (IOException e) {
      throw unreadable("the key file could not be removed", e);
    }
  }

  private byte[] read() {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] stored = in.readNBytes(MAX_FILE_BYTES + 1);
      if (stored.length > MAX_FILE_BYTES) {
        throw new CustodyException(ErrorCode.KEY_FILE_TORN, "the file is too large for a key file");
      }
      return stored;
    } catch (IOException e) {
      throw unreadable("the key file is missing or can't be read", e);
    }
  }

  private void refuseExisting() {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new CustodyException(
          ErrorCode.KEY_FILE_EXISTS, "a file is there already, and keys are never replaced");
    }
  }

  private void store(byte[] sealed) {
    try {
      // createTempFile gives the owner alone access (0600) where the file system has owners
      Path fresh = Files.createTempFile(directory(), ".habeas-", ".tmp");
      try {
        writeFlushed(fresh, sealed);
        place(fresh);
      } finally {
        Files.deleteIfExists(fresh);
      }
      flushDirectory();
    } catch (FileAlreadyExistsException e) {
      refuseExisting();
      throw unreadable("the key file could not be written", e);
    } catch (IOException e) {
      throw unreadable("the key file could not be written", e);
    }
  }

  // A link fails where a rename would silently replace another's keys.
  private void place(Path fresh) throws IOException {
    try {
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(fresh, file); // a file system without links; this fails, too, where a file is
    }
  }

  private static void writeFlushed(Path target, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  private void flushDirectory() throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(directory(), StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private Path directory() {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  private static CustodyException unreadable(String what, IOException cause) {
    return new CustodyException(ErrorCode.KEY_FILE_UNREADABLE, what, cause);
  }
}
