// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.ledger.LogVerifier;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.ByteBuffer;
import java.security.Provider;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** C2SP tlog-cosignature: Ed25519 by the JDK, ML-DSA-44 by BouncyCastle. */
class CosignatureTest {
  private static final String ORIGIN = "example.com/log";
  private static final Instant TIME = Instant.ofEpochSecond(1_679_315_147);
  private static final SignerKey LOG = SignerKey.generate(ORIGIN, new SecureRandom());
  private static final Cosigner ED25519 = ed25519("witness.example/ed25519");
  private static final Cosigner ML_DSA = MlDsaCosigner.create("witness.example/ml-dsa");

  private static Cosigner ed25519(String name) {
    return Cosigner.of(SignerKey.generate(name, new SecureRandom()));
  }

  static List<Cosigner> both() {
    return List.of(ED25519, ML_DSA);
  }

  private static Checkpoint head(String... extensions) {
    return new Checkpoint(ORIGIN, 7, TreeHash.leaf(new byte[] {7}), List.of(extensions));
  }

  private static SignedCheckpoint signed(String... extensions) {
    return new SignedCheckpoint(LOG.sign(head(extensions).text()));
  }

  private static SignedCheckpoint with(SignedCheckpoint head, Cosigner cosigner, byte[] bytes) {
    CosignerKey key = cosigner.key();
    return new SignedCheckpoint(
        head.note().with(new NoteSignature(key.name(), key.keyId(), bytes)));
  }

  private static byte[] line(SignedCheckpoint head, Cosigner cosigner) {
    CosignerKey key = cosigner.key();
    return head.note().signature(key.name(), key.keyId()).orElseThrow().signature();
  }

  @ParameterizedTest
  @MethodSource("both")
  void aCosignedCheckpointStaysTheLogsAndTellsWhenItWasCosigned(Cosigner cosigner) {
    SignedCheckpoint cosigned = cosigner.cosign(signed(), TIME);
    SignedCheckpoint read = SignedCheckpoint.parse(cosigned.bytes());
    assertThat(read).isEqualTo(cosigned).hasToString(cosigned.toString());
    assertThat(cosigner.key().cosigned(read)).contains(TIME);
    assertThat(LOG.verifier().signed(read.note())).isTrue();
    assertThat(read.claimed()).isEqualTo(head());
  }

  @ParameterizedTest
  @MethodSource("both")
  void isAbsentWhereOthersSignedAlone(Cosigner cosigner) {
    assertThat(cosigner.key().cosigned(signed())).isEmpty();
    assertThat(cosigner.key().cosigned(ed25519("other.example").cosign(signed(), TIME)))
        .isEmpty();
    Cosigner sameName = ed25519(cosigner.key().name());
    assertThat(cosigner.key().cosigned(sameName.cosign(signed(), TIME))).isEmpty();
  }

  @Test
  void readsTheTimeOfTheSpecificationsExample() {
    byte[] blob = Base64.getDecoder()
        .decode("jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dl"
            + "rDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==");
    assertThat(blob).hasSize(4 + 8 + 64);
    assertThat(ByteBuffer.wrap(blob, 4, 8).getLong()).isEqualTo(TIME.getEpochSecond());
  }

  @Test
  void ed25519SignsTwoLinesAndTheWholeText() {
    byte[] message = CosignedMessage.ed25519(1_679_315_147, head("extension").text());
    assertThat(new String(message, UTF_8))
        .isEqualTo("cosignature/v1\ntime 1679315147\nexample.com/log\n7\n"
            + head().root() + "\nextension\n");
    byte[] line = line(ED25519.cosign(signed("extension"), TIME), ED25519);
    assertThat(line).hasSize(8 + 64).startsWith(0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb);
    byte[] signature = Arrays.copyOfRange(line, 8, line.length);
    assertThat(Ed25519.verify(VerifierKey.ed25519(ED25519.key().publicKey()), message, signature))
        .isTrue();
  }

  @Test
  void mlDsaSignsTheStructureOfTheSpecification() {
    String expected = "737562747265652f76310a00" // subtree/v1\n\0
        + "02" + "7731" // w1
        + "00000000641850cb" // time
        + "0f" + "6578616d706c652e636f6d2f6c6f67" // example.com/log
        + "0000000000000000" + "0000000000000007" // the leaves 0 to 7
        + HexFormat.of().formatHex(head().root().bytes());
    assertThat(CosignedMessage.mlDsa44("w1", 1_679_315_147, head("not covered")).orElseThrow())
        .asHexString()
        .isEqualToIgnoringCase(expected);
    assertThat(line(ML_DSA.cosign(signed(), TIME), ML_DSA)).hasSize(8 + 2420);
  }

  @Test
  void keyIdsAreOfNameTypeAndKey() {
    byte[] key = HexFormat.of().parseHex("a5c13a9a".repeat(8));
    VerifierKey note = LOG.verifier();
    CosignerKey cosigner = CosignerKey.ed25519(note.name(), note.publicKey());
    assertThat(cosigner.keyId()).isNotEqualTo(note.keyId());
    assertThat(cosigner.toString()).startsWith(ORIGIN + '+').contains("+B");
    assertThat(CosignerKey.parse(cosigner.toString())).isEqualTo(cosigner);
    assertThat(NoteKey.parse(cosigner.toString())).isEqualTo(cosigner);
    assertThat(NoteKey.parse(note.toString())).isEqualTo(note);
    assertThat(CosignerKey.parse(ML_DSA.key().toString(), MlDsaCosigner.ALGORITHM))
        .isEqualTo(ML_DSA.key());
    assertThatThrownBy(() -> CosignerKey.parse(note.toString()))
        .hasMessageContaining("HBS-6307")
        .hasMessageContaining("0x04");
    assertThatThrownBy(() -> NoteKey.parse(new KeyText("w", (byte) 2, key).toString()))
        .hasMessageContaining("HBS-6307");
    assertThatThrownBy(() -> NoteKey.parse(new KeyText("w", (byte) 6, key).toString()))
        .hasMessageContaining("1,312 bytes");
    assertThatThrownBy(() -> NoteKey.parse(new KeyText("w", (byte) 4, new byte[31]).toString()))
        .hasMessageContaining("32 bytes");
  }

  @Test
  void withoutMlDsaAnMlDsaKeyIsRefusedAndTheRemedyNamed() {
    assertThatThrownBy(() -> NoteKey.parse(ML_DSA.key().toString()))
        .isInstanceOfSatisfying(
            LedgerException.Permanent.class,
            e -> assertThat(e.code()).isEqualTo(LedgerErrorCode.ALGORITHM_MISSING));
    assertThatThrownBy(() -> MlDsa44.of(new Provider("none", "1", "none") {}))
        .hasMessageContaining("HBS-6006");
  }

  @ParameterizedTest
  @MethodSource("both")
  void everyBitOfALineCounts(Cosigner cosigner) {
    SignedCheckpoint cosigned = cosigner.cosign(signed(), TIME);
    byte[] line = line(cosigned, cosigner);
    int step = cosigner == ED25519 ? 1 : 61; // of the 19,424 bits of ML-DSA, every 61st
    for (int bit = 0; bit < line.length * 8; bit += step) {
      byte[] flipped = line.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertSpoiled(cosigner, with(cosigned, cosigner, flipped));
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  void anotherTextOrSizeOfLineIsSpoiled(Cosigner cosigner) {
    byte[] line = line(cosigner.cosign(signed(), TIME), cosigner);
    Checkpoint other = Checkpoint.of(ORIGIN, 8, head().root());
    assertSpoiled(cosigner, with(new SignedCheckpoint(LOG.sign(other.text())), cosigner, line));
    for (int size : new int[] {1, 8, line.length - 1, line.length + 1}) {
      assertSpoiled(cosigner, with(signed(), cosigner, Arrays.copyOf(line, size)));
    }
  }

  @Test
  void aTimeBeyondTheFormatIsSpoiled() {
    for (long time : new long[] {-1, Long.MIN_VALUE, Instant.MAX.getEpochSecond() + 1}) {
      byte[] message = CosignedMessage.ed25519(time, head().text());
      SignerKey secret = SignerKey.generate("w.example", new SecureRandom());
      byte[] line =
          ByteBuffer.allocate(72).putLong(time).put(secret.signature(message)).array();
      assertSpoiled(Cosigner.of(secret), with(signed(), Cosigner.of(secret), line));
    }
  }

  private static void assertSpoiled(Cosigner cosigner, SignedCheckpoint head) {
    assertThatThrownBy(() -> cosigner.key().cosigned(head))
        .isInstanceOfSatisfying(
            LedgerException.Integrity.class,
            e -> assertThat(e.code()).isEqualTo(LedgerErrorCode.COSIGNATURE_INVALID))
        .hasMessageContaining(cosigner.key().name());
    assertThat(cosigner.key().signed(head.note())).isFalse();
  }

  @Test
  void mlDsaBindsTheCosignersName() {
    byte[] line = line(ML_DSA.cosign(signed(), TIME), ML_DSA);
    CosignerKey renamed =
        CosignerKey.mlDsa44("other.example", ML_DSA.key().publicKey(), MlDsaCosigner.ALGORITHM);
    assertSpoiled(
        Cosigner.of(renamed, message -> line), with(signed(), Cosigner.of(renamed, m -> m), line));
  }

  @Test
  void cosigningAgainReplacesTheOwnLineAlone() {
    SignedCheckpoint once = ML_DSA.cosign(ED25519.cosign(signed(), TIME), TIME);
    SignedCheckpoint twice = ED25519.cosign(once, TIME.plusSeconds(60));
    assertThat(twice.note().signatures()).hasSize(3);
    assertThat(ED25519.key().cosigned(twice)).contains(TIME.plusSeconds(60));
    assertThat(ML_DSA.key().cosigned(twice)).contains(TIME);
  }

  @Test
  void aSignerOfAnotherKeyIsFoundOut() {
    Cosigner wrong = Cosigner.of(ED25519.key(), message -> new byte[64]);
    assertThatThrownBy(() -> wrong.cosign(signed(), TIME)).hasMessageContaining("HBS-6307");
    assertThatThrownBy(() -> ED25519.cosign(signed(), Instant.ofEpochSecond(-1)))
        .hasMessageContaining("HBS-6206");
  }

  @Test
  void mlDsaHasNoRoomForLongNames() {
    String longName = "n".repeat(256);
    assertThatThrownBy(
            () -> CosignerKey.mlDsa44(longName, ML_DSA.key().publicKey(), MlDsaCosigner.ALGORITHM))
        .hasMessageContaining("at most 255");
    SignerKey log = SignerKey.generate(longName, new SecureRandom());
    Checkpoint head = Checkpoint.of(longName, 1, head().root());
    SignedCheckpoint signed = new SignedCheckpoint(log.sign(head.text()));
    assertThatThrownBy(() -> ML_DSA.cosign(signed, TIME)).hasMessageContaining("255");
    assertSpoiled(ML_DSA, with(signed, ML_DSA, new byte[2428]));
  }

  @Test
  void aLogMaySignItsHeadsInTheFormOfACosignature() {
    Cosigner log = MlDsaCosigner.create(ORIGIN);
    NoteSignature placeholder = new NoteSignature("x", 1, new byte[] {1});
    SignedCheckpoint head =
        log.cosign(new SignedCheckpoint(new SignedNote(head().text(), List.of(placeholder))), TIME);
    assertThat(new LogVerifier(ORIGIN, log.key()).verify(head)).isEqualTo(head());
    SignedCheckpoint extended = log.cosign(
        new SignedCheckpoint(new SignedNote(head("unsigned").text(), List.of(placeholder))), TIME);
    assertThat(log.key().cosigned(extended)).contains(TIME);
    assertThatThrownBy(() -> new LogVerifier(ORIGIN, log.key()).verify(extended))
        .as("nobody signed the extension line")
        .hasMessageContaining("HBS-6304");
    assertThat(log.key().signed(new SignedNote("no checkpoint\n", List.of(placeholder))))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void twoLinesOfOneKeyAreRefusedWhoseverTheyAre(int fill) {
    byte[] other = {(byte) fill};
    NoteSignature first = new NoteSignature("stranger.example", 9, new byte[] {1});
    NoteSignature second = new NoteSignature("stranger.example", 9, other);
    assertThatThrownBy(() -> new SignedNote("text\n", List.of(first, second)))
        .isInstanceOf(LedgerException.Integrity.class)
        .hasMessageContaining("same key");
    assertThat(new SignedNote(
                "text\n",
                List.of(
                    first,
                    new NoteSignature("stranger.example", 8, other),
                    new NoteSignature("another.example", 9, other)))
            .signatures())
        .hasSize(3);
  }

  @Test
  void sixtyFourMlDsaLinesAreReadAndOversizedNotesRefused() {
    List<NoteSignature> lines = new ArrayList<>(signed().note().signatures());
    while (lines.size() < 64) {
      lines.add(new NoteSignature("w" + lines.size(), lines.size(), new byte[2428]));
    }
    SignedNote note = new SignedNote(head().text(), lines);
    assertThat(LOG.verifier().signed(SignedNote.parse(note.toString()))).isTrue();
    lines.add(new NoteSignature("one-too-many", 1, new byte[2428]));
    assertThatThrownBy(() -> new SignedNote(head().text(), lines))
        .isInstanceOf(LedgerException.Integrity.class);
    String huge = "x".repeat(1 << 18) + "\n\n" + lines.get(0) + "\n";
    assertThatThrownBy(() -> SignedNote.parse(huge)).isInstanceOf(LedgerException.Integrity.class);
  }

  @Test
  void aTextWithoutBytesOfItsOwnIsRefused() {
    assertThat(LOG.verifier().signed(LOG.sign("a?\n"))).isTrue();
    List<NoteSignature> lines = LOG.sign("a?\n").signatures();
    assertThatThrownBy(() -> new SignedNote("a\ud800\n", lines))
        .as("its bytes would be those of the signed text")
        .isInstanceOf(LedgerException.Integrity.class);
    assertThatThrownBy(() -> SignedNote.parse(new byte[] {'a', (byte) 0xff, '\n', '\n'}))
        .hasMessageContaining("UTF-8");
  }

  @Property(tries = 60)
  void anyCosignedCheckpointReadsBackAsItWasWritten(
      @ForAll @Size(min = 1, max = 5) @UniqueElements
          List<@AlphaChars @StringLength(min = 1, max = 12) String> names,
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long size,
      @ForAll @IntRange(min = 0, max = Integer.MAX_VALUE) int time) {
    Checkpoint head = Checkpoint.of(ORIGIN, size, TreeHash.leaf(new byte[] {1}));
    SignedCheckpoint cosigned = new SignedCheckpoint(LOG.sign(head.text()));
    List<Cosigner> cosigners = names.stream().map(CosignatureTest::ed25519).toList();
    for (Cosigner cosigner : cosigners) {
      cosigned = cosigner.cosign(cosigned, Instant.ofEpochSecond(time));
    }
    SignedCheckpoint read = SignedCheckpoint.parse(cosigned.toString());
    assertThat(read.toString()).isEqualTo(cosigned.toString());
    for (Cosigner cosigner : cosigners) {
      assertThat(cosigner.key().cosigned(read)).contains(Instant.ofEpochSecond(time));
    }
  }
}
