// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.record.Category.DOCUMENTS;
import static health.habeas.record.Category.IMAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.GrantedVault;
import health.habeas.MoveReport;
import health.habeas.OpenResult;
import health.habeas.PutReport;
import health.habeas.ReadResult;
import health.habeas.RecordContent;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.grant.GrantChain;
import health.habeas.internal.crypto.Padding;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.LargeRecord;
import health.habeas.record.RecordHeader;
import health.habeas.record.RecordId;
import health.habeas.shard.ShardStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record whose content is streamed is stored in parts, and is the record or nothing. */
class LargeRecordTest {
  private static final int SEGMENT = 65_520;
  private static final int PART = 16 * SEGMENT;
  private static final int THREE = 3 * PART + 1234;

  private final Household home = new Household();

  @AfterEach
  void close() {
    home.close();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        PART + 1,
        PART + SEGMENT - 1,
        PART + SEGMENT,
        PART + SEGMENT + 1,
        2 * PART - 1,
        2 * PART,
        2 * PART + 1,
        THREE
      })
  void comesBackByteForByte(int size) throws IOException {
    byte[] content = content(size);
    PutReport report = home.vault.put(header("scan"), new ByteArrayInputStream(content));
    assertThat(report.added()).isEqualTo(1);
    // as a Padmé size, and one object for the record itself
    int parts = (Padding.padded(size) + PART - 1) / PART;
    assertThat(manifests()).hasSize(parts + 1);
    home.reopen();
    ReadResult listed = home.vault.records();
    assertThat(listed.isComplete()).isTrue();
    assertThat(listed.records()).isEmpty();
    assertThat(listed.largeRecords()).containsExactly(new LargeRecord(header("scan"), size));
    assertThat(read()).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, SEGMENT, PART - 1, PART})
  void whatFitsIntoOnePartIsAnOrdinaryRecord(int size) throws IOException {
    byte[] content = content(size);
    home.vault.put(header("scan"), new ByteArrayInputStream(content));
    HealthRecord whole = new HealthRecord(header("scan"), content);
    assertThat(home.vault.records().records()).containsExactly(whole);
    assertThat(home.vault.put(List.of(whole)).unchanged()).isEqualTo(1);
    assertThat(read()).isEqualTo(content);
  }

  @Test
  void anEmptyStreamIsRefused() {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> home.vault.put(header("scan"), InputStream.nullInputStream()))
        .withMessageContaining("the content is empty");
    assertThat(home.vault.size()).isZero();
  }

  @Test
  void theSameContentAgainChangesNothingAndAnotherOneIsTheNextVersion() throws IOException {
    byte[] content = content(THREE);
    put(content);
    Set<String> stored = manifests();
    assertThat(put(content).unchanged()).isEqualTo(1);
    assertThat(manifests()).isEqualTo(stored);
    content[THREE - 1] ^= 1;
    assertThat(put(content).updated()).isEqualTo(1);
    assertThat(read()).isEqualTo(content);
    assertThat(home.vault.versions(header("scan").id()).versions()).hasSize(2);
  }

  @Test
  void isReadThroughAGrantAndNotBeyondIt() throws IOException {
    byte[] content = content(THREE);
    put(content);
    GrantChain chain = home.grant(home.clinic);
    try (GrantedVault view = home.door(chain, home.clinic)) {
      assertThat(view.records().largeRecords())
          .containsExactly(new LargeRecord(header("scan"), THREE));
      OpenResult opened = view.open(header("scan").id(), DOCUMENTS);
      assertThat(opened.isComplete()).isTrue();
      assertThat(opened.receipt()).isPresent();
      assertThat(all(opened.content().orElseThrow())).isEqualTo(content);
      home.vault.put(header("hidden", IMAGING), new ByteArrayInputStream(content));
      assertThat(view.open(header("hidden").id()).content()).isEmpty();
    }
    assertThat(home.vault.disclosures()).hasSize(3);
  }

  @Test
  void aRevocationEndsReadingInTheMiddle() throws IOException {
    put(content(THREE));
    GrantChain chain = home.grant(home.clinic);
    try (GrantedVault view = home.door(chain, home.clinic);
        RecordContent scan = view.open(header("scan").id()).content().orElseThrow()) {
      assertThat(scan.read(ByteBuffer.allocate(10))).isEqualTo(10);
      home.vault.revoke(chain.id());
      scan.position(PART);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> scan.read(ByteBuffer.allocate(10)))
          .withMessageStartingWith(ErrorCode.CUSTODIAN_REFUSED.id());
    }
  }

  @Test
  void anAlteredShardIsNamedAndHarmsNothing() throws IOException {
    byte[] content = content(THREE);
    put(content);
    ShardStore liar = home.stores.get(1);
    for (String shard : names(liar, "/shard/")) {
      byte[] altered = liar.get(shard).orElseThrow();
      altered[100] ^= 1;
      liar.delete(shard);
      liar.putIfAbsent(shard, altered);
    }
    try (RecordContent scan = opened()) {
      assertThat(scan.stream().readAllBytes()).isEqualTo(content);
      assertThat(scan.lyingCustodians()).containsExactly("node-1");
    }
  }

  /** Every part is bound to its place: not even sound pieces of the same record, at all custodians, pass for others. */
  @Test
  void partsThatWereExchangedOrRepeatedAreRefused() throws IOException {
    List<String> written = watchManifests();
    put(content(THREE));
    String first = written.get(0);
    String second = written.get(1);
    home.stores.forEach(store -> names(store, second).forEach(store::delete));
    home.stores.forEach(store -> names(store, first)
        .forEach(name ->
            store.putIfAbsent(name.replace(first, second), store.get(name).orElseThrow())));
    try (RecordContent scan = opened()) {
      assertThat(scan.read(ByteBuffer.allocate(10))).isEqualTo(10);
      scan.position(PART);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> scan.read(ByteBuffer.allocate(10)));
      // and reading goes on elsewhere
      scan.position(2 * PART);
      assertThat(scan.read(ByteBuffer.allocate(10))).isEqualTo(10);
    }
  }

  @Test
  void contentThatWasCutIsAnErrorAndNoEnd() throws IOException {
    List<String> written = watchManifests();
    byte[] content = content(THREE);
    put(content);
    String last = written.get(3);
    home.stores.forEach(store -> names(store, last).forEach(store::delete));
    try (RecordContent scan = opened()) {
      assertThat(scan.size()).isEqualTo(THREE);
      assertThat(scan.stream().readNBytes(3 * PART)).isEqualTo(Arrays.copyOf(content, 3 * PART));
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> scan.read(ByteBuffer.allocate(10)))
          .withMessageStartingWith(ErrorCode.OBJECT_MISSING.id());
    }
  }

  @Test
  void aStreamThatFailsLeavesNothing() {
    IOException torn = new IOException("the upload was cut");
    InputStream content =
        new SequenceInputStream(new ByteArrayInputStream(content(THREE)), failing(torn));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> home.vault.put(header("scan"), content))
        .isSameAs(torn);
    assertThat(manifests()).isEmpty();
    assertThat(home.vault.size()).isZero();
  }

  @Test
  void aCrashBetweenPartsLeavesOrphansAndNoRecord() throws IOException {
    byte[] content = content(THREE);
    failAfterManifests(4);
    assertThatExceptionOfType(StorageException.class).isThrownBy(() -> put(content));
    home.watch = Watch.NONE;
    home.reopen();
    assertThat(home.vault.size()).isZero();
    assertThat(home.vault.records().isComplete()).isTrue();
    assertThat(put(content).added()).isEqualTo(1);
    assertThat(read()).isEqualTo(content);
  }

  @Test
  void movesWithTheVault(@TempDir Path folder) throws IOException {
    byte[] content = content(THREE);
    put(content);
    home.vault.put(header("other"), new ByteArrayInputStream(content(2 * PART)));
    home.vault.put(Household.labs("a", 3));
    MoveReport moved = home.vault.exportTo(folder.resolve("archive"));
    assertThat(moved.records()).isEqualTo(5);
    assertThat(moved.isComplete()).isTrue();
    try (Household there = new Household(home, folder.resolve("archive"))) {
      assertThat(there.vault.size()).isEqualTo(5);
      assertThat(all(there.vault.open(header("scan").id()).content().orElseThrow()))
          .isEqualTo(content);
      assertThat(all(there.vault.open(header("other").id()).content().orElseThrow()))
          .isEqualTo(content(2 * PART));
    }
  }

  @Test
  void whatCantBeReadIsCountedWhenTheVaultMoves_L58(@TempDir Path folder) throws IOException {
    List<String> written = watchManifests();
    put(content(THREE));
    home.vault.put(Household.labs("a", 3));
    home.stores.forEach(store -> names(store, written.get(2)).forEach(store::delete));
    MoveReport moved = home.vault.exportTo(folder.resolve("archive"));
    assertThat(moved.records()).isEqualTo(3);
    assertThat(moved.missing()).isEqualTo(1);
    try (Household there = new Household(home, folder.resolve("archive"))) {
      assertThat(there.vault.records().records()).hasSize(3);
      assertThat(there.vault.size()).isEqualTo(3);
    }
  }

  @Test
  void isAChannelThatOnlyReads() throws IOException {
    byte[] content = content(THREE);
    put(content);
    RecordContent scan = opened();
    assertThat(scan.record()).isEqualTo(new LargeRecord(header("scan"), THREE));
    assertThat(scan.position(THREE).read(ByteBuffer.allocate(1))).isEqualTo(-1);
    assertThat(scan.position(1L << 40).read(ByteBuffer.allocate(1))).isEqualTo(-1);
    assertThat(scan.position(5).read(ByteBuffer.allocate(0))).isZero();
    assertThatExceptionOfType(NonWritableChannelException.class)
        .isThrownBy(() -> scan.write(ByteBuffer.allocate(1)));
    assertThatExceptionOfType(NonWritableChannelException.class).isThrownBy(() -> scan.truncate(1));
    assertThat(scan.toString()).doesNotContain("scan");
    home.vault.close();
    assertThat(scan.isOpen()).isFalse();
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> scan.read(ByteBuffer.allocate(1)));
  }

  private PutReport put(byte[] content) throws IOException {
    return home.vault.put(header("scan"), new ByteArrayInputStream(content));
  }

  private RecordContent opened() {
    OpenResult result = home.vault.open(header("scan").id());
    assertThat(result.isComplete()).isTrue();
    return result.content().orElseThrow();
  }

  private byte[] read() throws IOException {
    return all(opened());
  }

  private static byte[] all(RecordContent content) throws IOException {
    try (content) {
      return content.stream().readAllBytes();
    }
  }

  /** The objects in the order in which their manifests were first written. */
  private List<String> watchManifests() {
    // Custodians are written to side by side.
    CopyOnWriteArrayList<String> written = new CopyOnWriteArrayList<>();
    home.watch = new Watch() {
      @Override
      public void writes(String name) {
        if (name.contains("/manifest/")) {
          written.addIfAbsent(name.substring(name.lastIndexOf('/') + 1));
        }
      }
    };
    return written;
  }

  private void failAfterManifests(int count) {
    AtomicInteger left = new AtomicInteger(count);
    home.watch = new Watch() {
      @Override
      public void writes(String name) {
        if (name.contains("/manifest/") && left.decrementAndGet() < 0) {
          throw new StorageException(ErrorCode.STORE_FAILED, "the test pulled the plug");
        }
      }

      @Override
      public void deletes(String name) {
        throw new StorageException(ErrorCode.STORE_FAILED, "the test pulled the plug");
      }
    };
  }

  private Set<String> manifests() {
    return names(home.stores.get(0), "/manifest/");
  }

  private static Set<String> names(ShardStore store, String part) {
    Set<String> names = new TreeSet<>();
    store.list("").stream().filter(name -> name.contains(part)).forEach(names::add);
    return names;
  }

  private static InputStream failing(IOException failure) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw failure;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        throw failure;
      }
    };
  }

  static RecordHeader header(String name, Category... categories) {
    return new RecordHeader(
        new RecordId("Media/" + name),
        "Media",
        LocalDate.of(2026, 3, 3),
        categories.length == 0 ? Set.of(DOCUMENTS) : Set.of(categories),
        Set.of(Label.NORMAL));
  }

  static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }
}
