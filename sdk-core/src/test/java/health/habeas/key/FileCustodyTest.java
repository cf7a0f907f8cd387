// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.wire.CborWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileCustodyTest {
  private static final byte[] MARK = "habeas key file\n".getBytes(StandardCharsets.US_ASCII);

  @TempDir
  private Path directory;

  private Path file;
  private KeyCustody custody;

  @BeforeEach
  void choosePath() {
    file = directory.resolve("alice.key");
    custody = KeyCanary.custody(file);
  }

  @Test
  void opensThePatientKeysThatItCreated() {
    try (PatientKeys created = PatientKeys.create(custody);
        PatientKeys opened = PatientKeys.open(KeyCanary.custody(file))) {
      assertThat(opened.key()).isEqualTo(created.key());
      assertThat(opened.sealingKey()).isEqualTo(created.sealingKey());
    }
  }

  @Test
  void opensTheHolderKeysThatItCreatedWithTheirName() {
    try (HolderKeys created = HolderKeys.create("Clínica Santa María", custody);
        HolderKeys opened = HolderKeys.open(KeyCanary.custody(file))) {
      assertThat(opened.grantee()).isEqualTo(created.grantee());
      assertThat(opened.grantee().name()).isEqualTo("Clínica Santa María");
    }
  }

  @Test
  void createdKeysOutliveTheCustodysOwnCopy() {
    try (PatientKeys created = PatientKeys.create(custody)) {
      custody.destroy();
      assertThat(created.key()).isNotNull();
    }
  }

  @Test
  void leavesOneFileThatTheOwnerAloneCanRead() throws IOException {
    PatientKeys.create(custody).close();
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aWrongPassphraseIsToldFromADamagedFile() {
    PatientKeys.create(custody).close();
    try (Passphrase wrong = Passphrase.of("canary-passphrase-7732".toCharArray())) {
      KeyCustody locked = new FileCustody(file, wrong, () -> KeyCanary.CHEAP);
      assertRefused(ErrorCode.KEY_PASSPHRASE, () -> PatientKeys.open(locked));
    }
  }

  @Test
  void aFileCutAnywhereIsTorn() throws IOException {
    PatientKeys.create(custody).close();
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefused(ErrorCode.KEY_FILE_TORN, () -> PatientKeys.open(custody));
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertRefused(ErrorCode.KEY_FILE_TORN, () -> PatientKeys.open(custody));
  }

  @Test
  void aFileWithAnyBitFlippedIsTorn() throws IOException {
    PatientKeys.create(custody).close();
    byte[] whole = Files.readAllBytes(file);
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(file, flipped);
      assertRefused(ErrorCode.KEY_FILE_TORN, () -> PatientKeys.open(custody));
    }
  }

  @Test
  void anAlteredHeaderWithAMendedChecksumStillDoesNotOpen() throws IOException {
    PatientKeys.create(custody).close();
    byte[] whole = Files.readAllBytes(file);
    byte[] body = Arrays.copyOfRange(whole, MARK.length + 32, whole.length);
    for (int at = 0; at < body.length; at++) {
      byte[] altered = body.clone();
      altered[at] ^= 1;
      Files.write(file, framed(altered));
      assertThatThrownBy(() -> PatientKeys.open(custody))
          .as("byte %s", at)
          .isInstanceOf(CustodyException.class);
    }
  }

  @Test
  void aFileOfALaterVersionAsksForNewerSoftware() throws IOException {
    byte[] header =
        new CborWriter().map(2).key(1).integer(2).key(9).text("later field").toBytes();
    Files.write(
        file,
        framed(new CborWriter()
            .map(3)
            .key(1)
            .bytes(header)
            .key(2)
            .integer(0)
            .key(5)
            .integer(0)
            .toBytes()));
    assertRefused(ErrorCode.KEY_FILE_VERSION, () -> PatientKeys.open(custody));
  }

  @Test
  void costsThatWouldHarmThisMachineAreRefusedBeforeTheyAreSpent() throws IOException {
    byte[] header = new CborWriter()
        .map(7)
        .key(1)
        .integer(1)
        .key(2)
        .integer(1)
        .key(3)
        .bytes(new byte[16])
        .key(4)
        .integer(Integer.MAX_VALUE)
        .key(5)
        .integer(1)
        .key(6)
        .integer(1)
        .key(7)
        .bytes(new byte[32])
        .toBytes();
    Files.write(
        file,
        framed(new CborWriter()
            .map(2)
            .key(1)
            .bytes(header)
            .key(2)
            .bytes(new byte[60])
            .toBytes()));
    assertRefused(ErrorCode.KEY_FILE_TORN, () -> PatientKeys.open(custody));
  }

  @Test
  void somethingElseThanAKeyFileIsTorn() throws IOException {
    Files.write(file, new byte[1 << 20]);
    assertRefused(ErrorCode.KEY_FILE_TORN, () -> PatientKeys.open(custody));
  }

  @Test
  void patientKeysAreNotOpenedAsAHolders() {
    PatientKeys.create(custody).close();
    assertRefused(ErrorCode.KEY_FILE_KIND, () -> HolderKeys.open(custody));
  }

  @Test
  void neverReplacesAFileThatIsThere() throws IOException {
    Files.writeString(file, "somebody's only copy");
    assertRefused(ErrorCode.KEY_FILE_EXISTS, () -> PatientKeys.create(custody));
    assertThat(file).hasContent("somebody's only copy");
  }

  @Test
  void ofManyCreatorsAtOnceOneWinsAndItsKeysAreTheOnesThere() throws Exception {
    Callable<VerifyKey> creator = () -> {
      try (PatientKeys keys = PatientKeys.create(KeyCanary.custody(file))) {
        return keys.key();
      }
    };
    ExecutorService pool = Executors.newFixedThreadPool(4);
    int won = 0;
    List<Future<VerifyKey>> results = pool.invokeAll(Collections.nCopies(16, creator));
    pool.shutdown();
    for (Future<VerifyKey> result : results) {
      try {
        VerifyKey key = result.get();
        won++;
        try (PatientKeys there = PatientKeys.open(custody)) {
          assertThat(there.key()).isEqualTo(key);
        }
      } catch (ExecutionException e) {
        assertThat(e.getCause())
            .isInstanceOfSatisfying(
                CustodyException.class,
                cause -> assertThat(cause.code()).isEqualTo(ErrorCode.KEY_FILE_EXISTS));
      }
    }
    assertThat(won).isEqualTo(1);
  }

  @Test
  void aMissingFileOrDirectoryIsUnreadable() {
    assertRefused(ErrorCode.KEY_FILE_UNREADABLE, () -> PatientKeys.open(custody));
    Path nowhere = directory.resolve("missing").resolve("alice.key");
    assertRefused(
        ErrorCode.KEY_FILE_UNREADABLE, () -> PatientKeys.create(KeyCanary.custody(nowhere)));
  }

  @Test
  void aDirectoryInPlaceOfTheFileIsUnreadable() {
    assertRefused(
        ErrorCode.KEY_FILE_UNREADABLE, () -> PatientKeys.open(KeyCanary.custody(directory)));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDirectoryThatCanNotBeWrittenIsUnreadable() {
    // nobody can make files in /proc, not even root, as whom containers run tests
    Path readOnly = Path.of("/proc/habeas.key");
    assertRefused(
        ErrorCode.KEY_FILE_UNREADABLE, () -> PatientKeys.create(KeyCanary.custody(readOnly)));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // where only an administrator may make a link
  void aDanglingLinkIsNotReplaced() throws IOException {
    Files.createSymbolicLink(file, directory.resolve("elsewhere"));
    assertRefused(ErrorCode.KEY_FILE_EXISTS, () -> PatientKeys.create(custody));
  }

  @Test
  void aShortPassphraseIsRefusedAtCreation() {
    try (Passphrase brief = Passphrase.of("seven77".toCharArray())) {
      KeyCustody weak = new FileCustody(file, brief, () -> KeyCanary.CHEAP);
      assertThatThrownBy(() -> PatientKeys.create(weak))
          .isInstanceOfSatisfying(
              InvalidInputException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.PASSPHRASE_SHORT));
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void destroyedKeysAreGone() {
    PatientKeys.create(custody).close();
    custody.destroy();
    custody.destroy();
    assertThat(file).doesNotExist();
    assertRefused(ErrorCode.KEY_FILE_UNREADABLE, () -> PatientKeys.open(custody));
  }

  @Test
  void describesItselfTruly() {
    assertThat(custody.describe()).isEqualTo(new CustodyDescription("file", false, true, false));
  }

  @Test
  void twoFilesWithOnePassphraseShareNoBytesBeyondTheFormat() throws IOException {
    KeyCustody second = KeyCanary.custody(directory.resolve("bob.key"));
    PatientKeys.create(custody).close();
    PatientKeys.create(second).close();
    byte[] one = Files.readAllBytes(file);
    byte[] two = Files.readAllBytes(directory.resolve("bob.key"));
    int same = 0;
    for (int i = MARK.length; i < one.length; i++) {
      same += one[i] == two[i] ? 1 : 0;
    }
    // heads, version, kind and costs are about 20 bytes; of 140 random bytes few agree by chance
    assertThat(same).isLessThan(40);
  }

  private static byte[] framed(byte[] body) {
    return Bytes.concat(MARK, Sha256.of(body), body);
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            CustodyException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageNotContaining(KeyCanary.PASSPHRASE);
  }
}
