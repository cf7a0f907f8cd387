// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.witness.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.CosignatureRequest;
import health.habeas.ledger.proof.Cosigner;
import health.habeas.ledger.proof.LogEnd;
import health.habeas.ledger.proof.NoteSignature;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.TreeHash;
import health.habeas.ledger.proof.TrustPolicy;
import health.habeas.ledger.witness.ForkingLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sentences of C2SP tlog-witness, add-checkpoint, in their order; then what outlives the process. */
class WitnessTest {
  private static final ForkingLog LOG = new ForkingLog("log.example/one", 20, 5, 2);
  private static final ForkingLog OTHER = new ForkingLog("log.example/two", 3, 3, 1);
  private static final SignerKey ROTATED =
      SignerKey.generate("log.example/one", new SecureRandom());

  private final Cosigner cosigner =
      Cosigner.of(SignerKey.generate("witness.example/w1", new SecureRandom()));
  private Instant now = Instant.ofEpochSecond(1_700_000_000);
  private WitnessDirectory directory;
  private Witness witness;

  @TempDir
  Path store;

  @BeforeEach
  void open() {
    directory = WitnessDirectory.open(store);
    witness = witness();
  }

  private Witness witness() {
    List<TrustPolicy.Log> logs = List.of(
        new TrustPolicy.Log(LOG.key().verifier(), ""), new TrustPolicy.Log(ROTATED.verifier(), ""));
    return new Witness(List.of(cosigner), logs, directory, () -> now);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  private Verdict add(CosignatureRequest request) {
    return witness.add(request.toString().getBytes(UTF_8));
  }

  private static CosignatureRequest with(CosignatureRequest request, SignedCheckpoint head) {
    return new CosignatureRequest(request.oldSize(), request.path(), head);
  }

  private static SignedCheckpoint head(SignerKey key, long size, TreeHash root) {
    return new SignedCheckpoint(
        key.sign(Checkpoint.of(key.verifier().name(), size, root).text()));
  }

  @Test
  void returnsACosignatureOfTheCheckpoint() {
    Verdict verdict = add(LOG.request(0, 0, 7));
    assertThat(verdict.status()).isEqualTo(200);
    SignedCheckpoint cosigned = SignedCheckpoint.parse(LOG.head(0, 7).toString() + verdict.body());
    assertThat(cosigner.key().cosigned(cosigned)).contains(now);
    assertThat(add(LOG.request(0, 7, 20)).status()).isEqualTo(200);
  }

  @Test
  void refusesWhatIsNotOfTheForm() {
    String good = LOG.request(0, 0, 7).toString();
    for (String bad : List.of(
        "",
        "old 0\n",
        good.substring(1),
        good.replace("old 0", "old 00"),
        good.replace("old 0", "old -1"),
        good.replace("old 0\n", "old 0\nnot a hash\n"),
        good.replace("old 0\n", "old 0\n" + (TreeHash.empty().base64() + "\n").repeat(64)),
        good.substring(0, good.length() - 1),
        good + good.substring(good.lastIndexOf('\u2014')))) {
      assertThat(witness.add(bad.getBytes(UTF_8)).status()).as(bad).isEqualTo(400);
    }
    assertThat(witness.newest(Checkpoint.originHash("log.example/one"))).isEmpty();
  }

  @Test
  void doesNotKnowOtherOrigins() {
    assertThat(add(OTHER.request(0, 0, 3)).status()).isEqualTo(404);
  }

  @Test
  void refusesACheckpointThatNoTrustedKeySignedAndOneWhoseLineDoesNotVerify() {
    SignerKey stranger = SignerKey.generate("log.example/one", new SecureRandom());
    CosignatureRequest request = LOG.request(0, 0, 7);
    TreeHash root = LOG.story(0).root(7);
    assertThat(add(with(request, head(stranger, 7, root))).status()).isEqualTo(403);
    NoteSignature line = LOG.head(0, 7).note().signatures().get(0);
    byte[] bytes = line.signature();
    bytes[0] ^= 1;
    NoteSignature forged = new NoteSignature(line.name(), line.keyId(), bytes);
    // a good line of the other trusted key does not mend it
    SignedCheckpoint mixed = new SignedCheckpoint(head(ROTATED, 7, root).note().with(forged));
    assertThat(add(with(request, mixed)).status()).isEqualTo(403);
  }

  @Test
  void ignoresLinesOfUnknownKeysAndDoesNotKeepThem() {
    NoteSignature unknown = new NoteSignature("somebody.example", 7, new byte[64]);
    SignedCheckpoint head = new SignedCheckpoint(LOG.head(0, 7).note().with(unknown));
    assertThat(add(with(LOG.request(0, 0, 7), head)).status()).isEqualTo(200);
    SignedCheckpoint kept =
        witness.newest(Checkpoint.originHash("log.example/one")).orElseThrow();
    assertThat(kept.note().signatures())
        .extracting(NoteSignature::name)
        .containsExactly("log.example/one", "witness.example/w1");
    assertThat(LOG.key().verifier().signed(kept.note())).isTrue();
    assertThat(cosigner.key().cosigned(kept)).isPresent();
  }

  @Test
  void takesEachOfTheLogsKeys() {
    SignedCheckpoint head = head(ROTATED, 7, LOG.story(0).root(7));
    assertThat(add(with(LOG.request(0, 0, 7), head)).status()).isEqualTo(200);
    assertThat(add(LOG.request(0, 7, 9)).status()).isEqualTo(200);
  }

  @Test
  void refusesAnOldSizeBeyondTheCheckpoint() {
    SignedCheckpoint head = LOG.head(0, 7);
    assertThat(add(new CosignatureRequest(8, List.of(), head)).status()).isEqualTo(400);
  }

  @Test
  void namesTheSizeThatItCosignedLast() {
    Verdict never = add(LOG.request(0, 3, 7));
    assertThat(never).isEqualTo(new Verdict(409, "0\n"));
    assertThat(never.http().headers()).containsEntry("Content-Type", "text/x.tlog.size");
    add(LOG.request(0, 0, 7));
    assertThat(add(LOG.request(0, 0, 9))).isEqualTo(new Verdict(409, "7\n"));
    assertThat(add(LOG.request(0, 3, 5))).isEqualTo(new Verdict(409, "7\n"));
  }

  @Test
  void anEmptyTreeHasTheRootOfTheEmptyTree() {
    SignedCheckpoint wrong = head(LOG.key(), 0, LOG.story(0).root(1));
    assertThat(add(new CosignatureRequest(0, List.of(), wrong)).status()).isEqualTo(422);
    assertThat(add(LOG.request(0, 0, 0)).status()).isEqualTo(200);
    assertThat(add(LOG.request(0, 0, 7)).status()).isEqualTo(200);
  }

  @Test
  void aProofFromNothingIsEmpty() {
    CosignatureRequest request =
        new CosignatureRequest(0, List.of(TreeHash.empty()), LOG.head(0, 7));
    assertThat(add(request).status()).isEqualTo(422);
  }

  @Test
  void refusesAnotherRootOfTheSameSizeAndCosignsTheSameRootAnew() {
    add(LOG.request(0, 0, 7));
    assertThat(add(LOG.request(1, 7, 7)).status()).isEqualTo(422);
    now = now.plusSeconds(60);
    Verdict again = add(LOG.request(0, 7, 7));
    assertThat(again.status()).isEqualTo(200);
    assertThat(cosigner
            .key()
            .cosigned(SignedCheckpoint.parse(LOG.head(0, 7).toString() + again.body())))
        .contains(now);
  }

  @Test
  void refusesAnotherHistoryAndAnAlteredProof() {
    add(LOG.request(0, 0, 7));
    assertThat(add(LOG.request(1, 7, 9)).status()).isEqualTo(422);
    CosignatureRequest request = LOG.request(0, 7, 9);
    for (int i = 0; i < request.path().size(); i++) {
      List<TreeHash> path = new ArrayList<>(request.path());
      path.remove(i);
      assertThat(add(new CosignatureRequest(7, path, request.checkpoint())).status())
          .isEqualTo(422);
    }
    assertThat(add(request).status()).isEqualTo(200);
  }

  @Test
  void cosignsCheckpointsWithExtensionLines() {
    Checkpoint plain = LOG.head(0, 7).claimed();
    Checkpoint extended =
        new Checkpoint(plain.origin(), plain.size(), plain.root(), List.of("extension"));
    SignedCheckpoint head = new SignedCheckpoint(LOG.key().sign(extended.text()));
    Verdict verdict = add(with(LOG.request(0, 0, 7), head));
    assertThat(verdict.status()).isEqualTo(200);
    assertThat(cosigner.key().cosigned(SignedCheckpoint.parse(head.toString() + verdict.body())))
        .isPresent();
  }

  private static SignedCheckpoint end(long size, SignerKey successor) {
    return LogEnd.sign(LOG.key(), LOG.head(0, size).claimed(), successor.verifier())
        .head();
  }

  @Test
  void cosignsNothingAfterTheEndOfALogButThatEnd() {
    add(LOG.request(0, 0, 5));
    SignedCheckpoint end = end(7, OTHER.key());
    assertThat(add(with(LOG.request(0, 5, 7), end)).status()).isEqualTo(200);
    List<CosignatureRequest> more = List.of(
        LOG.request(0, 7, 7),
        LOG.request(0, 7, 9),
        with(LOG.request(0, 7, 7), end(7, ROTATED)),
        with(LOG.request(0, 7, 9), end(9, OTHER.key())));
    for (int restarts = 0; restarts < 2; restarts++) {
      assertThat(more).allSatisfy(each -> assertThat(add(each).status()).isEqualTo(422));
      witness = witness();
    }
    assertThat(add(with(LOG.request(0, 7, 7), end)).status()).isEqualTo(200);
    SignedCheckpoint kept =
        witness.newest(Checkpoint.originHash("log.example/one")).orElseThrow();
    assertThat(kept.claimed()).isEqualTo(end.claimed());
  }

  @Test
  void timesOfCosignaturesNeverGoBack() {
    add(LOG.request(0, 0, 7));
    Instant first = now;
    now = first.minusSeconds(3600);
    Verdict later = add(LOG.request(0, 7, 9));
    assertThat(cosigner
            .key()
            .cosigned(SignedCheckpoint.parse(LOG.head(0, 9).toString() + later.body())))
        .contains(first);
  }

  @Test
  void remembersAcrossARestart() {
    add(LOG.request(0, 0, 7));
    witness = witness();
    assertThat(add(LOG.request(1, 0, 9))).isEqualTo(new Verdict(409, "7\n"));
    assertThat(add(LOG.request(1, 7, 9)).status()).isEqualTo(422);
    assertThat(add(LOG.request(0, 7, 9)).status()).isEqualTo(200);
  }

  @Test
  void doesNotCosignWhatItCannotStore() throws IOException {
    add(LOG.request(0, 0, 7));
    Path record = directory.record("log.example/one");
    Path inTheWay = Files.createDirectories(record.resolveSibling(record.getFileName() + ".new/x"));
    assertThat(add(LOG.request(0, 7, 9)).status()).isEqualTo(500);
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    assertThat(add(LOG.request(0, 9, 20))).isEqualTo(new Verdict(409, "7\n"));
    assertThat(add(LOG.request(0, 7, 9)).status()).isEqualTo(200);
  }

  @Test
  void everyFlippedBitOfARecordIsNoticedOnOpening() throws IOException {
    add(LOG.request(0, 0, 7));
    Path record = directory.record("log.example/one");
    byte[] good = Files.readAllBytes(record);
    // the line of the log may be altered unnoticed: it is not ours, and only shown
    int logLine = new String(good, UTF_8).indexOf("\u2014 log");
    int ours = new String(good, UTF_8).lastIndexOf("\u2014 witness");
    int from = new String(good, UTF_8).substring(0, logLine).getBytes(UTF_8).length;
    int to = new String(good, UTF_8).substring(0, ours).getBytes(UTF_8).length;
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at % 8);
      if (at >= from && at < to) {
        continue;
      }
      Files.write(record, bad);
      assertThatThrownBy(this::witness)
          .as("byte %s", at)
          .isInstanceOf(LedgerException.Integrity.class)
          .hasMessageContaining("HBS-6301")
          .hasMessageContaining(record.toString());
    }
  }

  /** The store is an old copy: what it cosigned since turns up, with its own signature. */
  @Test
  void refusesTheLogForGoodWhenItsOwnLaterCosignatureTurnsUp() throws IOException {
    add(LOG.request(0, 0, 7));
    Path record = directory.record("log.example/one");
    byte[] old = Files.readAllBytes(record);
    Verdict later = add(LOG.request(0, 7, 9));
    SignedCheckpoint cosigned = SignedCheckpoint.parse(LOG.head(0, 9).toString() + later.body());
    Files.write(record, old);
    witness = witness();
    assertThat(witness.forgotten()).isZero();
    assertThat(add(with(LOG.request(0, 7, 9), cosigned)).status()).isEqualTo(503);
    assertThat(witness.forgotten()).isEqualTo(1);
    assertThat(add(LOG.request(1, 7, 9)).status()).isEqualTo(503);
    witness = witness();
    assertThat(add(LOG.request(1, 7, 9)).status()).isEqualTo(503);
    // what the operator may do if nothing newer was cosigned
    Files.move(
        record.resolveSibling(record.getFileName() + ".forgotten"),
        record,
        StandardCopyOption.REPLACE_EXISTING);
    witness = witness();
    assertThat(add(LOG.request(1, 9, 12)).status()).isEqualTo(422);
    assertThat(add(LOG.request(0, 9, 12)).status()).isEqualTo(200);
  }

  @Test
  void aForgedLineOfItsOwnIsNoEvidence() {
    add(LOG.request(0, 0, 7));
    NoteSignature forged =
        new NoteSignature(cosigner.key().name(), cosigner.key().keyId(), new byte[72]);
    SignedCheckpoint head = new SignedCheckpoint(LOG.head(0, 9).note().with(forged));
    assertThat(add(with(LOG.request(0, 7, 9), head)).status()).isEqualTo(200);
  }
}
