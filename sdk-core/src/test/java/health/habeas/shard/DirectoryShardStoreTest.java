// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a directory can do or suffer; the contract itself is run by the test kit. */
class DirectoryShardStoreTest {
  private static final String CANARY = "c0ffeec0ffee";
  private static final byte[] CANARY_BYTES = CANARY.getBytes(StandardCharsets.UTF_8);

  @TempDir
  Path folder;

  @Test
  void removesWhatACrashLeftBehind() throws IOException {
    ShardStore.directory(folder).close();
    Path leftover = Files.write(folder.resolve(".tmp/half-a-shard"), new byte[10]);
    try (ShardStore store = ShardStore.directory(folder)) {
      assertThat(leftover).doesNotExist();
      assertThat(store.list("")).isEmpty();
    }
  }

  @Test
  void leavesNoDraftsBehind() throws IOException {
    try (ShardStore store = ShardStore.directory(folder)) {
      store.putIfAbsent("a/b", new byte[10]);
      store.putIfAbsent("a/b", new byte[20]);
      assertThat(drafts()).isEmpty();
      assertThat(folder.resolve("a/b")).hasSize(10);
    }
  }

  @Test
  void doesNotListWhatOthersPutThere() throws IOException {
    try (ShardStore store = ShardStore.directory(folder)) {
      store.putIfAbsent("a", new byte[1]);
      Files.write(folder.resolve("README.TXT"), new byte[1]);
      Files.createDirectory(folder.resolve(".snapshot"));
      Files.write(folder.resolve(".snapshot/a"), new byte[1]);
      assertThat(store.list("")).containsExactly("a");
    }
  }

  @Test
  void saysUnwritableBelowAFile() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[1]);
    assertFails(ErrorCode.STORE_UNWRITABLE, () -> ShardStore.directory(file));
    assertFails(ErrorCode.STORE_UNWRITABLE, () -> ShardStore.directory(file.resolve("below")));
  }

  @Test
  void saysFailedWhenTheDirectoryVanishedAndDoesNotMakeItAnew() throws IOException {
    try (ShardStore store = ShardStore.directory(folder.resolve("mount"))) {
      store.putIfAbsent("a", new byte[1]);
      Files.move(folder.resolve("mount"), folder.resolve("elsewhere"));
      assertFails(ErrorCode.STORE_FAILED, () -> store.putIfAbsent("b", new byte[1]));
      assertThat(folder.resolve("mount")).doesNotExist();
      assertThat(store.get("a")).isEmpty();
    }
  }

  @Test
  void saysFullLosesNothingAndGoesOnWhenThereIsSpace() throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/full")), "skipped: /dev/full is absent");
    AtomicInteger fullDisks = new AtomicInteger();
    Disk disk = file -> fullDisks.get() > 0 ? full(file) : Disk.REAL.create(file);
    try (ShardStore store = DirectoryShardStore.open(folder, disk)) {
      store.putIfAbsent("before", new byte[] {1});
      fullDisks.set(1);
      Map<String, byte[]> blobs = Map.of(CANARY, CANARY_BYTES, "before", new byte[] {2});
      assertFails(ErrorCode.STORE_FULL, () -> store.putAllIfAbsent(blobs));
      assertThat(store.get(CANARY)).isEmpty();
      assertThat(drafts()).isEmpty();
      fullDisks.set(0);
      assertThat(store.putAllIfAbsent(blobs)).containsExactly("before");
      assertThat(store.get("before")).hasValue(new byte[] {1});
      assertThat(store.get(CANARY)).hasValue(CANARY_BYTES);
    }
  }

  @Test
  void writesAgainWhenAnotherSessionTookTheDraftForALeftover() throws IOException {
    AtomicInteger takes = new AtomicInteger();
    Disk disk = file -> {
      FileChannel channel = Disk.REAL.create(file);
      if (takes.getAndDecrement() > 0) {
        Files.delete(file);
      }
      return channel;
    };
    try (ShardStore store = DirectoryShardStore.open(folder, disk)) {
      takes.set(2);
      assertThat(store.putIfAbsent("a", new byte[] {1})).isTrue();
      assertThat(store.get("a")).hasValue(new byte[] {1});
      takes.set(3);
      assertFails(ErrorCode.STORE_FAILED, () -> store.putIfAbsent("b", new byte[] {1}));
    }
  }

  @Test
  void saysFailedWhereThereAreNoHardLinks() throws IOException {
    Path zip = folder.resolve("store.zip");
    try (FileSystem noLinks = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      assertFails(ErrorCode.STORE_FAILED, () -> ShardStore.directory(noLinks.getPath("/store")));
    }
  }

  @Test
  void flushesEachFolderOnceForSeveralBlobs() {
    List<Path> flushed = new ArrayList<>();
    Disk disk = new Disk() {
      @Override
      public FileChannel create(Path file) throws IOException {
        return REAL.create(file);
      }

      @Override
      public void syncNames(Path folder) throws IOException {
        flushed.add(folder);
        REAL.syncNames(folder);
      }
    };
    try (ShardStore store = DirectoryShardStore.open(folder, disk)) {
      store.putIfAbsent("shard/0", new byte[1]);
      flushed.clear();
      store.putAllIfAbsent(
          Map.of("shard/1", new byte[1], "shard/2", new byte[1], "shard/3", new byte[1]));
      assertThat(flushed).containsExactly(folder.resolve("shard"));
    }
  }

  @Test
  void ofTwoProcessesExactlyOneWritesEachName() throws Exception {
    int names = 200;
    Process first = writer("first", names);
    Process second = writer("second", names);
    int wins = wins(first) + wins(second);
    assertThat(wins).isEqualTo(names);
    try (ShardStore store = ShardStore.directory(folder)) {
      assertThat(store.list("race/")).hasSize(names);
      for (String name : store.list("race/")) {
        assertThat(text(store.get(name).orElseThrow())).matches("(first|second)( x+)");
      }
    }
  }

  private Process writer(String who, int names) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            RacingWriter.class.getName(),
            folder.toString(),
            who,
            Integer.toString(names))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static int wins(Process process) throws Exception {
    String output = text(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).isZero();
    return Integer.parseInt(output.trim());
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private List<Path> drafts() throws IOException {
    try (var drafts = Files.list(folder.resolve(".tmp"))) {
      return drafts.toList();
    }
  }

  private static FileChannel full(Path file) throws IOException {
    Files.createFile(file);
    return FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
  }

  private static void assertFails(ErrorCode code, ThrowingCallable call) {
    assertThatExceptionOfType(StorageException.class).isThrownBy(call).satisfies(e -> {
      assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      assertThat(trace.toString()).doesNotContain(CANARY);
    });
  }
}
