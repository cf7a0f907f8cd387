// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.ledger.error.LedgerException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {
  // the example in the documentation of Go's golang.org/x/mod/sumdb/note
  private static final String GO_KEY =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  private static final String GO_NOTE = """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.

      — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
      """;
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private final SignerKey signer = SignerKey.generate("example.com/log", new SecureRandom());

  @Test
  void verifiesANoteThatGoSigned() {
    VerifierKey key = VerifierKey.parse(GO_KEY);
    SignedNote note = SignedNote.parse(GO_NOTE);
    assertThat(key.signed(note)).isTrue();
    assertThat(key).hasToString(GO_KEY);
    assertThat(note).hasToString(GO_NOTE);
  }

  @Test
  void verifiesWhatItSigned() {
    SignedNote note = signer.sign("one\n\ntwo\n");
    assertThat(signer.verifier().signed(SignedNote.parse(note.toString()))).isTrue();
    assertThat(VerifierKey.parse(GO_KEY).signed(note)).isFalse();
  }

  @Test
  void survivesItsTextForm() {
    SignerKey again =
        SignerKey.parse(signer.secretText(), VerifierKey.parse(signer.verifier().toString()));
    assertThat(signer.verifier().signed(again.sign("text\n"))).isTrue();
    assertThat(signer.secretText()).startsWith("PRIVATE+KEY+example.com/log+");
    assertThat(signer.toString()).doesNotContain(signer.secretText().substring(40));
  }

  @Test
  void refusesEveryFlippedBitOfText() {
    String note = signer.sign("some text\n").toString();
    for (int i = 0; i < note.length() - 1; i++) {
      String changed = note.substring(0, i) + (char) (note.charAt(i) ^ 1) + note.substring(i + 1);
      assertThat(isSigned(changed)).as("character %s", i).isFalse();
    }
  }

  private boolean isSigned(String note) {
    try {
      return signer.verifier().signed(SignedNote.parse(note));
    } catch (LedgerException.Integrity e) {
      return false;
    }
  }

  @Test
  void refusesASignatureWithAnSBeyondTheOrder() {
    SignedNote note = signer.sign("text\n");
    byte[] signature = note.signatures().get(0).signature();
    byte[] s = new byte[33]; // big-endian, one byte more than S has
    for (int i = 0; i < 32; i++) {
      s[32 - i] = signature[32 + i];
    }
    byte[] larger = new BigInteger(1, s).add(ORDER).toByteArray();
    for (int i = 0; i < 32; i++) {
      signature[32 + i] = larger[larger.length - 1 - i];
    }
    assertThat(signer.verifier().signed(with(note, signature))).isFalse();
  }

  @Test
  void refusesASignatureOfAnotherLength() {
    SignedNote note = signer.sign("text\n");
    byte[] signature = note.signatures().get(0).signature();
    assertThat(signer.verifier().signed(with(note, Arrays.copyOf(signature, 63))))
        .isFalse();
    assertThat(signer.verifier().signed(with(note, Arrays.copyOf(signature, 65))))
        .isFalse();
  }

  private SignedNote with(SignedNote note, byte[] signature) {
    NoteSignature line = note.signatures().get(0);
    return new SignedNote(
        note.text(), List.of(new NoteSignature(line.name(), line.keyId(), signature)));
  }

  @Test
  void ignoresUnknownKeysButNotABadLineOfAKnownOne() {
    SignedNote note = signer.sign("text\n");
    NoteSignature good = note.signatures().get(0);
    NoteSignature stranger = new NoteSignature("other.example", 7, new byte[] {1, 2, 3});
    NoteSignature bad = new NoteSignature(good.name(), good.keyId(), new byte[64]);
    assertThat(signer.verifier().signed(new SignedNote(note.text(), List.of(stranger, good))))
        .isTrue();
    assertThat(signer.verifier().signed(new SignedNote(note.text(), List.of(stranger))))
        .isFalse();
    assertThat(signer.verifier().signed(new SignedNote(note.text(), List.of(stranger, bad))))
        .isFalse();
    assertThatThrownBy(() -> new SignedNote(note.text(), List.of(good, bad)))
        .as("two lines of one key")
        .isInstanceOf(LedgerException.Integrity.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text\n",
        "text\n\n",
        "text\n\n— name AAAAAAAA",
        "text\n\n— name AAAAAAAA\nx\n",
        "text\n\n- name AAAAAAAA\n",
        "text\n\n— na+me AAAAAAAA\n",
        "text\n\n— name AAAAAAA\n",
        "text\n\n— name AAAAAAB=\n",
        "text\n\n— name AAAA\n",
        "text\n\n— name  AAAAAAAA\n",
        "te\txt\n\n— name AAAAAAAA\n",
        "text\r\n\n— name AAAAAAAA\n",
        "text\n\n— name AAAAAAAA\r\n",
        "text\n\n— name AAAAAAAA\r— name AAAAAAAA\n"
      })
  void refusesWhatIsNotANote(String text) {
    assertThatThrownBy(() -> SignedNote.parse(text)).isInstanceOf(LedgerException.Integrity.class);
  }

  @Test
  void refusesASoundNoteWithACarriageReturnAddedAnywhere() {
    String note = signer.sign("one\ntwo\n").toString();
    for (int at = 0; at <= note.length(); at++) {
      String changed = note.substring(0, at) + '\r' + note.substring(at);
      assertThat(isSigned(changed)).as("before character %s", at).isFalse();
    }
  }

  @Test
  void acceptsSixteenSignaturesAndRefusesAHundred() {
    SignedNote note = signer.sign("text\n");
    List<NoteSignature> lines = new ArrayList<>(note.signatures());
    while (lines.size() < 16) {
      lines.add(new NoteSignature("w" + lines.size() + ".example", lines.size(), new byte[4000]));
    }
    assertThat(signer
            .verifier()
            .signed(SignedNote.parse(new SignedNote(note.text(), lines).toString())))
        .isTrue();
    String hundred = "text\n\n" + "— name AAAAAAAA\n".repeat(100);
    assertThatThrownBy(() -> SignedNote.parse(hundred))
        .isInstanceOf(LedgerException.Integrity.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumam+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpcTQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
      })
  void refusesAVerifierKeyWithAnError(String text) {
    assertThatThrownBy(() -> VerifierKey.parse(text)).isInstanceOf(LedgerException.Integrity.class);
  }

  @Test
  void refusesASignerKeyOfAnotherVerifier() {
    SignerKey other = SignerKey.generate("example.com/log", new SecureRandom());
    String mixed = signer.secretText().substring(0, signer.secretText().length() - 44)
        + Base64.getEncoder().encodeToString(seedOf(other));
    assertThatThrownBy(() -> SignerKey.parse(mixed, signer.verifier()))
        .isInstanceOf(LedgerException.Integrity.class)
        .hasMessageNotContaining(mixed);
  }

  private static byte[] seedOf(SignerKey key) {
    return Base64.getDecoder().decode(key.secretText().split("\\+", 5)[4]);
  }
}
