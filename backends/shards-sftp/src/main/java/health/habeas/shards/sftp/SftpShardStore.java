// SPDX-License-Identifier: Apache-2.0
package health.habeas.shards.sftp;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StoreCapability;
import health.habeas.shard.StoreProbe;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHFsyncExtension;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.jspecify.annotations.Nullable;

/**
 * Blobs as files on an SFTP server, version 3 of the protocol.
 *
 * <p>Guarantee: opened only after the server has shown by a {@link StoreProbe} that it creates without overwriting. A blob is
 * written to a draft of its own in {@code .drafts/}, flushed where the server can ({@code fsync@openssh.com}), and renamed:
 * {@code SSH_FXP_RENAME} fails where the new name exists, and OpenSSH makes it of a hard link, so a blob is there as a whole or
 * not at all. Every call ends by the deadline. The server must have the host key that was given.
 *
 * <p>Limits: blobs of at most 256 MiB. A draft that a crash left stays until somebody deletes it. A put whose answer was lost
 * fails and is not repeated; its caller repeats it. Thread-safe.
 *
 * <p>Errors: as {@link ShardStore} says.
 */
public final class SftpShardStore implements ShardStore {
  private static final String DRAFTS = ".drafts";
  private static final int MAX_BYTES = 256 << 20;

  private final SftpAddress address;
  private final SftpConnection connection;
  private final Set<StoreCapability> capabilities;
  // Folders that are known to be there.
  private final Set<String> made = ConcurrentHashMap.newKeySet();

  private SftpShardStore(
      SftpAddress address, SftpConnection connection, Set<StoreCapability> capabilities) {
    this.address = address;
    this.connection = connection;
    this.capabilities = Set.copyOf(capabilities);
  }

  /**
   * Probes the server and opens the store. Each call may take a minute.
   *
   * @param folder its address, for example {@code sftp://box.example.org/srv/habeas}; made if it is absent, and the one above
   *     it must exist
   * @param account who logs in; the store leaves it open
   * @throws health.habeas.error.InvalidInputException with HBS-4018 if it is no such address
   * @throws StorageException with HBS-4016 if the server does not keep the contract, HBS-4017 if it refuses the login or has
   *     another host key, HBS-4003 if it fails
   */
  public static SftpShardStore open(URI folder, SftpAccount account) {
    return open(folder, account, Duration.ofMinutes(1));
  }

  /**
   * The same with another deadline.
   *
   * @param folder its address
   * @param account who logs in; the store leaves it open
   * @param deadline how long each call may take
   */
  public static SftpShardStore open(URI folder, SftpAccount account, Duration deadline) {
    SftpAddress address = SftpAddress.of(folder);
    SftpConnection connection = new SftpConnection(address, account, deadline);
    try {
      SftpShardStore store = new SftpShardStore(
          address, connection, Set.of(StoreCapability.CHEAP_RANGE, StoreCapability.SHARED));
      store.make("");
      store.make(DRAFTS);
      Set<StoreCapability> shown =
          new TreeSet<>(StoreProbe.of(store).run().requireFit().capabilities());
      if (store.call(client -> fsync(client) != null)) {
        shown.add(StoreCapability.DURABLE);
      }
      return new SftpShardStore(address, connection, shown);
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public boolean putIfAbsent(String name, byte[] blob) {
    String target = ShardStore.requireName(name);
    byte[] copy = blob.clone();
    for (int slash = target.indexOf('/'); slash > 0; slash = target.indexOf('/', slash + 1)) {
      make(target.substring(0, slash));
    }
    String draft = path(DRAFTS + "/" + UUID.randomUUID());
    return call(client -> create(client, draft, path(target), copy));
  }

  private static boolean create(SftpClient client, String draft, String target, byte[] blob)
      throws IOException {
    try (OutputStream out =
        client.write(draft, OpenMode.Write, OpenMode.Create, OpenMode.Exclusive)) {
      out.write(blob);
    }
    OpenSSHFsyncExtension fsync = fsync(client);
    try (SftpClient.CloseableHandle open = client.open(draft, OpenMode.Read, OpenMode.Write)) {
      flush(fsync, open);
      client.rename(draft, target);
      // Once more, for the new name: what file systems with a journal write with the file.
      flush(fsync, open);
      return true;
    } catch (SftpException e) {
      boolean taken = exists(client, target);
      client.remove(draft);
      if (taken) {
        return false;
      }
      throw e;
    }
  }

  private static void flush(@Nullable OpenSSHFsyncExtension fsync, SftpClient.Handle open)
      throws IOException {
    if (fsync != null) {
      fsync.fsync(open);
    }
  }

  private static @Nullable OpenSSHFsyncExtension fsync(SftpClient client) {
    OpenSSHFsyncExtension fsync = client.getExtension(OpenSSHFsyncExtension.class);
    return fsync != null && fsync.isSupported() ? fsync : null;
  }

  @Override
  public Optional<byte[]> get(String name) {
    String path = path(ShardStore.requireName(name));
    return find(client -> {
      if (!client.stat(path).isRegularFile()) {
        return Optional.empty();
      }
      try (InputStream in = client.read(path)) {
        byte[] blob = in.readNBytes(MAX_BYTES + 1);
        if (blob.length > MAX_BYTES) {
          throw new StorageException(
              ErrorCode.STORE_FAILED,
              "the shard store " + address + " sent more than " + MAX_BYTES + " bytes");
        }
        return Optional.of(blob);
      }
    });
  }

  @Override
  public Optional<byte[]> getRange(String name, long offset, int length) {
    String path = path(ShardStore.requireName(name));
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException("a range begins at 0 or later and is not negative");
    }
    return find(client -> {
      SftpClient.Attributes there = client.stat(path);
      if (!there.isRegularFile() || offset > there.getSize() - length) {
        return Optional.empty();
      }
      try (SftpClient.CloseableHandle open = client.open(path, OpenMode.Read)) {
        return part(client, open, offset, length);
      }
    });
  }

  private static Optional<byte[]> part(
      SftpClient client, SftpClient.Handle open, long offset, int length) throws IOException {
    byte[] part = new byte[length];
    int done = 0;
    while (done < length) {
      int size = client.read(open, offset + done, part, done, Math.min(32_768, length - done));
      if (size < 0) {
        return Optional.empty();
      }
      done += size;
    }
    return Optional.of(part);
  }

  @Override
  public boolean delete(String name) {
    String path = path(ShardStore.requireName(name));
    return find(client -> {
          if (!client.stat(path).isRegularFile()) {
            return Optional.empty();
          }
          client.remove(path);
          return Optional.of(true);
        })
        .isPresent();
  }

  @Override
  public List<String> list(String prefix) {
    Set<String> names = new TreeSet<>();
    String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    if (folder.isEmpty() || ShardStore.isName(folder.substring(0, folder.length() - 1))) {
      collect(folder, names);
    }
    return names.stream().filter(name -> name.startsWith(prefix)).toList();
  }

  private void collect(String folder, Set<String> names) {
    for (SftpClient.DirEntry entry : entries(folder)) {
      String name = folder + entry.getFilename();
      if (ShardStore.isName(name)) {
        if (entry.getAttributes().isDirectory()) {
          collect(name + "/", names);
        } else if (entry.getAttributes().isRegularFile()) {
          names.add(name);
        }
      }
    }
  }

  private List<SftpClient.DirEntry> entries(String folder) {
    return find(client -> {
          try {
            return Optional.of(List.copyOf(client.readEntries(path(folder))));
          } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
          }
        })
        .orElse(List.of());
  }

  /** What the probe at opening has shown; {@link StoreCapability#DURABLE} where the server can flush. */
  @Override
  public Set<StoreCapability> capabilities() {
    return capabilities;
  }

  @Override
  public void close() {
    connection.close();
  }

  @Override
  public String toString() {
    return "SftpShardStore[" + address + "]";
  }

  private void make(String folder) {
    if (!made.contains(folder)) {
      call(client -> {
        try {
          client.mkdir(path(folder));
        } catch (SftpException e) {
          if (!client.stat(path(folder)).isDirectory()) {
            throw e;
          }
        }
        return true;
      });
      made.add(folder);
    }
  }

  private String path(String name) {
    return name.isEmpty() ? address.folder() : address.folder() + "/" + name;
  }

  private static boolean exists(SftpClient client, String path) throws IOException {
    try {
      client.stat(path);
      return true;
    } catch (SftpException e) {
      return false;
    }
  }

  private <T> T call(SftpConnection.Call<T> call) {
    try {
      return connection.call(call);
    } catch (SftpException e) {
      throw connection.refused(e);
    }
  }

  /** The same, where an absent file is an answer. */
  private <T> Optional<T> find(SftpConnection.Call<Optional<T>> call) {
    try {
      return connection.call(call);
    } catch (SftpException e) {
      if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE
          || e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_PATH) {
        return Optional.empty();
      }
      throw connection.refused(e);
    }
  }
}
