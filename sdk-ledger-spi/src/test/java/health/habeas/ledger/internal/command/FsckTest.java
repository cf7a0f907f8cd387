// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.internal.file.PublishedLog;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.CoseReceipt;
import health.habeas.ledger.proof.ForkProof;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.TilePath;
import health.habeas.ledger.proof.TlogProof;
import health.habeas.ledger.proof.TreeHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of damage is named at its place, and nothing else is. */
class FsckTest {
  private static final int SIZE = 3 * 256 + 50;

  private final PublishedSample log = new PublishedSample(SIZE);
  private String said = "";

  @TempDir
  Path folder;

  private int run(PublishedSample sample, String... more) {
    List<String> arguments = new ArrayList<>(List.of("log:", "--log=" + sample.key.verifier()));
    arguments.addAll(List.of(more));
    return run(arguments, sample);
  }

  private int run(List<String> arguments, PublishedLog sample) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    int status = Fsck.run(
        arguments,
        stream,
        stream,
        place -> place.equals("log:") ? Optional.of(sample) : Optional.empty());
    said = out.toString(UTF_8);
    return status;
  }

  private static TilePath path(String text) {
    return TilePath.parse(text);
  }

  private void flip(TilePath path, int at, int bit) {
    byte[] bytes = log.file(path);
    bytes[at] ^= (byte) (1 << bit);
    log.files.put(path, bytes);
  }

  @Test
  void aSoundLogIsSound() {
    assertThat(run(log)).isZero();
    assertThat(said)
        .isEqualTo(
            "sound: 5 tiles, 818 entries, under the head of 818 entries of log.example/one\n");
    for (int size : new int[] {0, 1, 255, 256, 257, 768}) {
      assertThat(run(new PublishedSample(size))).as("size %s: %s", size, said).isZero();
    }
  }

  @Test
  void everyFlippedBitOfATileIsNamedWithItsHash() {
    for (TilePath path : TilePath.added(0, SIZE).filter(p -> !p.isEntries()).toList()) {
      for (int at = 0; at < path.width() * 32; at += 101) {
        flip(path, at, at % 8);
        assertThat(run(log)).isEqualTo(1);
        assertThat(said.lines().toList())
            .as(said)
            .hasSize(2)
            .first()
            .asString()
            .startsWith(path + " (entries ")
            .endsWith("altered: its hashes " + at / 32 + " are not the tree's");
        flip(path, at, at % 8);
      }
    }
  }

  @Test
  void everyFlippedBitOfABundleIsNamed() {
    for (TilePath path : TilePath.added(0, SIZE).filter(TilePath::isEntries).toList()) {
      for (int at = 0; at < log.file(path).length; at += 97) {
        flip(path, at, at % 8);
        assertThat(run(log)).isEqualTo(1);
        assertThat(said.lines().toList())
            .as(said)
            .hasSize(2)
            .first()
            .asString()
            .startsWith(path + " (entries ");
        flip(path, at, at % 8);
      }
    }
    flip(path("tile/entries/001"), 2, 0);
    run(log);
    assertThat(said)
        .startsWith("tile/entries/001 (entries 256 to 511): altered: the entries 256 are not");
  }

  @Test
  void cutAndMissingFilesAreNamedAndTheRestIsChecked() {
    byte[] tile = log.file(path("tile/0/001"));
    log.files.put(path("tile/0/001"), Arrays.copyOf(tile, tile.length - 1));
    byte[] bundle = log.file(path("tile/entries/002"));
    log.files.put(path("tile/entries/002"), Arrays.copyOf(bundle, bundle.length / 2));
    log.files.remove(path("tile/entries/000"));
    log.files.remove(path("tile/0/003.p/50"));
    flip(path("tile/0/002"), 32 * 7, 1);
    assertThat(run(log)).isEqualTo(1);
    assertThat(said)
        .contains("tile/0/001 (entries 256 to 511): HBS-6312 ", "has not the size")
        .contains("tile/entries/002 (entries 512 to 767): HBS-6312 ", "it ends within entry")
        .contains("tile/entries/000 (entries 0 to 255): missing\n")
        .contains("tile/0/003.p/50 (entries 768 to 817): missing\n")
        .contains("tile/0/002 (entries 512 to 767): ")
        .contains("\n5 faults: ");
  }

  @Test
  void swappedTilesAreBothNamed() {
    byte[] one = log.file(path("tile/0/000"));
    log.files.put(path("tile/0/000"), log.file(path("tile/0/001")));
    log.files.put(path("tile/0/001"), one);
    assertThat(run(log)).isEqualTo(1);
    assertThat(said)
        .contains("tile/0/000 (entries 0 to 255): altered: its hashes 0 to 255 are not")
        .contains("tile/0/001 (entries 256 to 511): altered: its hashes 0 to 255 are not")
        .contains("2 faults: ");
  }

  @Test
  void aTileAndWhatLiesBelowItMayBothBeDamaged() {
    flip(path("tile/0/001"), 32 * 3, 0);
    flip(path("tile/0/001"), 32 * 200, 0);
    flip(path("tile/entries/001"), 2, 0);
    flip(path("tile/1/000.p/3"), 0, 0);
    flip(path("tile/0/003.p/50"), 0, 0);
    assertThat(run(log)).isEqualTo(1);
    assertThat(said)
        .contains("tile/1/000.p/3 (entries 0 to 767): altered: its hashes 0 are not")
        .contains("tile/0/003.p/50 (entries 768 to 817): altered: its hashes 0 are not")
        .contains("tile/0/001 (entries 256 to 511): altered: its hashes 3, 200 are not")
        .contains("tile/entries/001 (entries 256 to 511): altered: the entries 256 are not")
        .contains("4 faults: ");
  }

  /** Three that lie under each other contradict all that could tell which is right. */
  @Test
  void whatCannotBeVerifiedIsNamedOnce() {
    flip(path("tile/1/000.p/3"), 32, 0);
    flip(path("tile/0/001"), 32 * 3, 0);
    flip(path("tile/entries/001"), 2, 0);
    assertThat(run(log)).isEqualTo(1);
    assertThat(said)
        .contains("checkpoint: neither the tiles [tile/1/000.p/3, tile/0/003.p/50] nor what lies")
        .contains("tile/1/000.p/3 (entries 0 to 767): altered, as is what lies below it")
        .doesNotContain("tile/0/000", "tile/entries/000");
  }

  @Test
  void higherLevelsAreCheckedAndTheirHashesNamed() {
    PublishedSample large = new PublishedSample(65_536 + 300);
    assertThat(run(large)).as(said).isZero();
    TilePath full = path("tile/1/000");
    byte[] bytes = large.file(full);
    bytes[32 * 77] ^= 1;
    large.files.put(full, bytes);
    large.files.remove(path("tile/2/000.p/1"));
    assertThat(run(large)).isEqualTo(1);
    assertThat(said)
        .contains("tile/2/000.p/1 (entries 0 to 65535): missing")
        .contains("tile/1/000 (entries 0 to 65535): altered: its hashes 77 are not the tree's");
  }

  @Test
  void prunedEntriesMayBeMissing() {
    log.files.remove(path("tile/0/000"));
    log.files.remove(path("tile/entries/000"));
    assertThat(run(log)).isEqualTo(1);
    assertThat(run(log, "--minimum-index=255")).isEqualTo(1);
    assertThat(run(log, "--minimum-index=256")).as(said).isZero();
  }

  @Test
  void aHeadThatIsAlteredOfAnotherLogOrMissingIsNamed() {
    byte[] good = log.checkpoint;
    for (int at = 0; at < good.length; at++) {
      log.checkpoint = good.clone();
      log.checkpoint[at] ^= 1;
      assertThat(run(log)).as("byte %s", at).isEqualTo(1);
      assertThat(said).startsWith("checkpoint: HBS-63");
    }
    log.checkpoint = new PublishedSample(SIZE).head(SIZE).bytes();
    assertThat(run(log)).isEqualTo(1);
    assertThat(said).startsWith("checkpoint: HBS-6304").contains("1 fault: ");
  }

  /** A server that answers whatever it is asked for, or nothing, and counts. */
  private record Endless(SignedCheckpoint head, byte[] answer, List<TilePath> asked)
      implements PublishedLog {
    @Override
    public Optional<byte[]> checkpoint() {
      return Optional.of(head.bytes());
    }

    @Override
    public Optional<byte[]> read(TilePath path) {
      asked.add(path);
      return answer.length == 0
          ? Optional.empty()
          : Optional.of(Arrays.copyOf(answer, 32 * path.width()));
    }
  }

  private List<TilePath> askedFor(long size, SignerKey signer, byte[] answer) {
    Checkpoint claim = Checkpoint.of("log.example/one", size, TreeHash.leaf(new byte[1]));
    Endless endless =
        new Endless(new SignedCheckpoint(signer.sign(claim.text())), answer, new ArrayList<>());
    assertThat(run(List.of("log:", "--log=" + log.key.verifier()), endless)).isEqualTo(1);
    return endless.asked();
  }

  @Test
  void aHeadThatTheLogDidNotSignKeepsNobodyBusy() {
    SignerKey liar = SignerKey.generate("log.example/one", new SecureRandom());
    for (long size : new long[] {1L << 40, (1L << 40) - 1, Long.MAX_VALUE}) {
      assertThat(askedFor(size, liar, new byte[32 * 256])).as(said).hasSizeLessThan(40);
      assertThat(askedFor(size, liar, new byte[0])).hasSizeLessThan(40);
      assertThat(said)
          .startsWith("checkpoint: HBS-6304")
          .contains("note: only the tiles that the head's root is made of are held against it");
    }
  }

  @Test
  void belowWhatIsMissingNothingIsAskedFor() {
    for (long size : new long[] {100_000_000, 1L << 40, (1L << 40) - 1}) {
      assertThat(askedFor(size, log.key, new byte[0])).as(said).hasSizeLessThan(200);
      assertThat(said).contains("entries can't be checked, since what leads to them is missing");
    }
    PublishedSample large = new PublishedSample(65_536);
    List.of("tile/1/000", "tile/0/000", "tile/entries/000", "tile/0/009")
        .forEach(name -> large.files.remove(path(name)));
    assertThat(run(large)).isEqualTo(1);
    assertThat(said)
        .startsWith(
            "tile/1/000 (entries 0 to 65535): missing\nnote: 65536 entries can't be checked")
        .contains("\n1 fault: ");
  }

  @Test
  void aHundredFaultsOfAKindAreListedAndTheOthersCounted() {
    PublishedSample large = new PublishedSample(65_536);
    large.files.keySet().removeIf(path -> path.level() <= 0 && path.index() < 200);
    large.files.put(path("tile/entries/220"), new byte[1]);
    assertThat(run(large)).isEqualTo(1);
    assertThat(said.lines().filter(line -> line.endsWith("): missing"))).hasSize(100);
    assertThat(said)
        .contains("tile/entries/220 (entries 56320 to 56575): HBS-6312 ")
        .contains("\nnote: 300 more faults like these are not listed: missing\n401 faults: ");
  }

  private String file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes).toString();
  }

  @Test
  void aHeadOlderThanOneThatWasSeenOrOfAnotherHistoryIsNamed() throws IOException {
    String seen = "--seen=" + file("seen", log.head(SIZE).bytes());
    assertThat(run(log, seen)).isZero();
    assertThat(run(log, "--seen=" + file("older", log.head(3).bytes()))).isZero();
    log.checkpoint = log.head(700).bytes();
    assertThat(run(log, seen)).isEqualTo(1);
    assertThat(said)
        .contains("checkpoint: older: it has 700 entries, and there is the head of 818 entries of");
    SignedCheckpoint other = new SignedCheckpoint(log.key.sign(log.head(3)
        .note()
        .text()
        .replace(log.tree.root(3).base64(), log.tree.root(4).base64())));
    log.checkpoint = log.head(SIZE).bytes();
    assertThat(run(log, "--seen=" + file("other", other.bytes()))).isEqualTo(1);
    assertThat(said).contains("checkpoint: another history than under the head of 3");
    ForkProof proof = forkProof();
    assertThat(proof.key()).isEqualTo(log.key.verifier());
    assertThat(proof.smaller()).isEqualTo(other);
    assertThat(proof.larger()).isEqualTo(log.head(SIZE));
  }

  private ForkProof forkProof() {
    return ForkProof.parse(said.split("---\n", -1)[1].getBytes(UTF_8));
  }

  @Test
  void twoHeadsOfOneSizeProveAForkWithoutATile() throws IOException {
    SignedCheckpoint other = new SignedCheckpoint(log.key.sign(log.head(SIZE)
        .note()
        .text()
        .replace(log.tree.root(SIZE).base64(), log.tree.root(4).base64())));
    log.files.clear();
    assertThat(run(log, "--seen=" + file("other", other.bytes()))).isEqualTo(1);
    assertThat(forkProof().smaller()).isEqualTo(other);
  }

  @Test
  void aHeadSeenThatTheLogDidNotSignIsNoEvidence() throws IOException {
    PublishedSample stranger = new PublishedSample(3);
    assertThat(run(log, "--seen=" + file("seen", stranger.head(3).bytes()))).isEqualTo(2);
    assertThat(said).contains("HBS-6304");
  }

  /** A disk that gives an error, as against a file that is not there. */
  @Test
  void whatCannotBeReadIsNamedAndTheRestIsChecked() throws IOException {
    Path directory = folder.resolve("mirror");
    flip(path("tile/0/002"), 0, 0);
    log.write(directory);
    List<String> unreadable = List.of("tile/0/001", "tile/entries/000", "tile/1/000.p/3");
    for (String name : unreadable) {
      Files.delete(directory.resolve(name));
      Files.createDirectory(directory.resolve(name)); // reading it is an error of the system
    }
    assertThat(run(List.of(directory.toString(), "--log=" + log.key.verifier()), log))
        .as(said)
        .isEqualTo(1);
    for (String name : unreadable) {
      assertThat(said).contains(FsckReport.place(path(name)) + ": HBS-6105 the file ");
    }
    assertThat(said)
        .contains("tile/0/002 (entries 512 to 767): altered: its hashes 0 are not the tree's")
        .contains("\n4 faults: ");
  }

  @Test
  void anAddressThatGivesErrorsIsCheckedAsFarAsItGoes() {
    log.unreadable.add(path("tile/entries/001"));
    log.unreadable.add(path("tile/0/002"));
    assertThat(run(log)).isEqualTo(1);
    assertThat(said)
        .contains("tile/entries/001 (entries 256 to 511): HBS-6105 it gives an error")
        .contains("tile/0/002 (entries 512 to 767): HBS-6105 it gives an error")
        .contains("\n2 faults: ");
  }

  @Test
  void aDirectoryIsCheckedWithWhatElseLiesInIt() throws IOException {
    for (TilePath early : TilePath.added(0, 600).filter(TilePath::isPartial).toList()) {
      log.files.put(early, log.bytes(early));
    }
    Path directory = folder.resolve("mirror");
    log.write(directory);
    List<String> arguments = List.of(directory.toString(), "--log=" + log.key.verifier());
    assertThat(run(arguments, log)).as(said).isZero();
    Path early = directory.resolve("tile/0/002.p/88");
    byte[] bytes = Files.readAllBytes(early);
    bytes[40] ^= 2;
    Files.write(early, bytes);
    Files.writeString(directory.resolve("tile/0/004.new"), "left over");
    assertThat(run(arguments, log)).isEqualTo(1);
    assertThat(said)
        .contains("tile/0/002.p/88 (entries 512 to 599): altered: not what the tree was")
        .contains("note: tile/0/004.new is no file of the layout")
        .contains("1 fault: ");
    Files.write(directory.resolve("checkpoint"), log.head(600).bytes());
    assertThat(run(arguments, log)).isEqualTo(1);
    assertThat(said)
        .contains("tile/0/003.p/50 (entries 768 to 817): beyond the checkpoint, which is older");
  }

  private int export(String name, byte[] bytes, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of(file(name, bytes), "--log=" + log.key.verifier()));
    arguments.addAll(List.of(more));
    return run(arguments, log);
  }

  private void everyFlipIsWrong(String name, byte[] good, String... more) throws IOException {
    assertThat(export(name, good, more)).as(said).isZero();
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at % 7);
      assertThat(export(name, bad, more)).as("%s, byte %s: %s", name, at, said).isEqualTo(1);
    }
  }

  @Test
  void exportedFilesProveWhatTheySayOrAreWrong() throws IOException {
    byte[] entry = PublishedSample.entry(5);
    TlogProof proof = new TlogProof(entry, log.tree.inclusion(5, SIZE), log.head(SIZE));
    everyFlipIsWrong("entry.tlog-proof", proof.toString().getBytes(UTF_8));
    assertThat(export("entry.tlog-proof", proof.toString().getBytes(UTF_8))).isZero();
    assertThat(said).contains("the entry is number 5 under the head of 818 entries");
    everyFlipIsWrong("checkpoint", log.head(SIZE).bytes());
    String about = "--entry=" + file("entry", entry);
    byte[] receipt = CoseReceipt.ofInclusion(
            log.key, TreeHash.leaf(entry), log.tree.inclusion(5, SIZE))
        .bytes();
    assertThat(export("receipt", receipt, about)).as(said).isZero();
    assertThat(export("receipt", receipt, "--entry=" + file("other", PublishedSample.entry(6))))
        .isEqualTo(1);
    assertThat(export("receipt", receipt)).isEqualTo(2);
    SignedCheckpoint other = new SignedCheckpoint(log.key.sign(log.head(3)
        .note()
        .text()
        .replace(log.tree.root(3).base64(), log.tree.root(4).base64())));
    ForkProof fork = ForkProof.of(log.key.verifier(), log.head(3), other);
    assertThat(export("fork", fork.toString().getBytes(UTF_8))).isZero();
    SignerKey stranger = SignerKey.generate("log.example/one", new SecureRandom());
    assertThat(run(List.of(folder.resolve("fork").toString(), "--log=" + stranger.verifier()), log))
        .isEqualTo(1);
  }

  @Test
  void saysWhatIsWrongWithACommandLine() {
    String key = "--log=" + log.key.verifier();
    for (List<String> arguments : List.of(
        List.<String>of(),
        List.of("log:"),
        List.of("log:", "log:", key),
        List.of("log:", key, "--policy=p"),
        List.of("log:", key, "--depth=3"),
        List.of("log:", key, "--minimum-index=x"),
        List.of("log:", key, key))) {
      assertThat(run(arguments, log)).as("%s", arguments).isEqualTo(2);
      assertThat(said).contains("usage: Fsck PLACE");
    }
    assertThat(run(List.of(folder.resolve("absent").toString(), key), log)).isEqualTo(2);
    assertThat(run(List.of("log:", "--log=nonsense"), log)).isEqualTo(2);
  }
}
