// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Secret;
import health.habeas.key.PatientKeys;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The file form of an exported vault: a magic word, a random id, and frames, each sealed under the patient's archive key
 * and its place, so that nothing can be cut, swapped or added. One frame is in memory at a time.
 *
 * <p>Format: {@code "HABEASA1" ‖ id(32) ‖ (be32 length ‖ sealed frame)*}; docs/spec/vault.md. Not thread-safe.
 */
final class ArchiveFile {
  private static final byte[] MAGIC = "HABEASA1".getBytes(StandardCharsets.US_ASCII);
  static final int ID_BYTES = 32;
  private static final int MAX_FRAME_BYTES = 160 << 20;

  private ArchiveFile() {}

  /** Writes frames to a new file beside the target, which it replaces when closed after {@link #finish}. */
  static final class Writer implements AutoCloseable {
    private final Path target;
    private final Path partial;
    private final DataOutputStream out;
    private final Secret key;
    private final Box box;
    private long frames;
    private boolean finished;

    Writer(Path target, PatientKeys keys, SecureRandom random) throws IOException {
      this.target = target;
      this.partial = target.resolveSibling(target.getFileName() + ".partial");
      byte[] id = new byte[ID_BYTES];
      random.nextBytes(id);
      this.key = keys.derive(SECRET_ACCESS, Domain.ARCHIVE, id);
      this.box = new Box(random);
      this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(partial)));
      out.write(MAGIC);
      out.write(id);
    }

    void frame(byte[] content) throws IOException {
      byte[] sealed = box.seal(key, Domain.ARCHIVE, Bytes.be64(frames), content);
      out.writeInt(sealed.length);
      out.write(sealed);
      frames++;
    }

    /** Makes the file durable and gives it its name. */
    void finish() throws IOException {
      out.close();
      try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      finished = true;
      syncName(target);
    }

    /** Without this a power cut could bring the old file back after the export was reported. */
    private static void syncName(Path file) throws IOException {
      Path folder = file.toAbsolutePath().getParent();
      // Windows opens no folder as a file and journals names by itself.
      if (folder != null
          && folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    }

    @Override
    public void close() throws IOException {
      key.close();
      if (!finished) {
        out.close();
        Files.deleteIfExists(partial);
      }
    }
  }

  /** Reads frames in order; anything altered, cut or out of place raises {@code ARCHIVE_INVALID}. */
  static final class Reader implements AutoCloseable {
    private final DataInputStream in;
    private final byte[] id;
    private final Secret key;
    private long frames;

    Reader(Path file, PatientKeys keys) throws IOException {
      this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
      byte[] magic = in.readNBytes(MAGIC.length);
      this.id = in.readNBytes(ID_BYTES);
      if (!Arrays.equals(magic, MAGIC) || id.length != ID_BYTES) {
        in.close();
        throw new InvalidInputException(ErrorCode.ARCHIVE_INVALID, "the file is no exported vault");
      }
      this.key = keys.derive(SECRET_ACCESS, Domain.ARCHIVE, id);
    }

    /** Tells this export from every other. */
    byte[] id() {
      return id.clone();
    }

    byte[] frame() throws IOException {
      try {
        int length = in.readInt();
        if (length < 0 || length > MAX_FRAME_BYTES) {
          throw invalid();
        }
        byte[] sealed = in.readNBytes(length);
        byte[] content =
            Box.open(key, Domain.ARCHIVE, Bytes.be64(frames), sealed).orElseThrow(this::invalid);
        frames++;
        return content;
      } catch (EOFException e) {
        throw invalid();
      }
    }

    /** Refuses whatever follows: nothing seals it. */
    void end() throws IOException {
      if (in.read() >= 0) {
        throw invalid();
      }
    }

    private InvalidInputException invalid() {
      return new InvalidInputException(
          ErrorCode.ARCHIVE_INVALID,
          "the archive is cut or altered at part " + frames + ", or belongs to other keys");
    }

    @Override
    public void close() throws IOException {
      key.close();
      in.close();
    }
  }

  /** The error of a file that can't be written or read. */
  static StorageException failed(IOException e) {
    return new StorageException(
        ErrorCode.STORE_FAILED, "the archive file can't be read or written", e);
  }
}
