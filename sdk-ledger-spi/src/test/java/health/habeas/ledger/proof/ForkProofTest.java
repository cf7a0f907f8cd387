// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Two heads of one log that can't both be true, as one file. */
class ForkProofTest {
  private static final String ORIGIN = "example.com/log";
  private static final SignerKey LOG = SignerKey.generate(ORIGIN, new SecureRandom());
  private static final VerifierKey KEY = LOG.verifier();

  /** A tree whose leaf at one index is another than usual; no such index for the usual tree. */
  private static MerkleTree tree(int size, int altered) {
    MerkleTree tree = new MerkleTree();
    for (int i = 0; i < size; i++) {
      tree.add(TreeHash.leaf(new byte[] {(byte) i, (byte) (i == altered ? 1 : 0)}));
    }
    return tree;
  }

  private static SignedCheckpoint head(MerkleTree tree, int size) {
    return new SignedCheckpoint(
        LOG.sign(Checkpoint.of(ORIGIN, size, tree.root(size)).text()));
  }

  private static ForkProof rewritten() {
    return ForkProof.of(KEY, head(tree(5, -1), 5), head(tree(9, 2), 9), tree(9, 2));
  }

  private static ForkProof twoRoots() {
    return ForkProof.of(KEY, head(tree(5, -1), 5), head(tree(5, 2), 5));
  }

  @Test
  void isOneTextFile() {
    String text = rewritten().toString();
    assertThat(text)
        .startsWith(
            "habeas.health/fork-proof@v1\nkey " + KEY + "\nwithin " + tree(9, 2).root(5) + "\n")
        .endsWith("\n\n" + head(tree(5, -1), 5) + "\n" + head(tree(9, 2), 9));
    for (ForkProof proof : List.of(rewritten(), twoRoots())) {
      assertThat(ForkProof.parse(proof.toString().getBytes(UTF_8)))
          .isEqualTo(proof)
          .hasToString(proof.toString());
    }
  }

  @Test
  void saysInWordsWhatItProves() {
    assertThat(rewritten().explain())
        .startsWith("The log example.com/log contradicts itself.")
        .contains(KEY.toString(), "My first 5 entries", "My first 9 entries")
        .contains("begin with 5 entries of another", tree(9, 2).root(5).toString());
    assertThat(twoRoots().explain()).contains("two fingerprints of the same 5 entries");
  }

  @Test
  void aLogsNameCommandsNoTerminal() {
    SignerKey log = SignerKey.generate("a\u009b31m\u202e\u007fb", new SecureRandom());
    List<SignedCheckpoint> heads = List.of(tree(5, -1), tree(5, 2)).stream()
        .map(tree -> Checkpoint.of(log.verifier().name(), 5, tree.root(5)))
        .map(head -> new SignedCheckpoint(log.sign(head.text())))
        .toList();
    ForkProof proof = ForkProof.of(log.verifier(), heads.get(0), heads.get(1));
    assertThat(proof.explain()).startsWith("The log a?31m??b contradicts itself.");
    assertThat(proof.explain()).doesNotContain("\u009b", "\u202e", "\u007f");
  }

  @Test
  void anHonestLogCanNotBeAccused() {
    MerkleTree honest = tree(9, -1);
    assertUnproven(() -> ForkProof.of(KEY, head(honest, 5), head(honest, 9), honest));
    assertUnproven(() -> ForkProof.of(KEY, head(honest, 5), head(honest, 5)));
    assertUnproven(() -> ForkProof.of(KEY, head(honest, 5), head(honest, 9)));
    assertUnproven(() -> new ForkProof(
        KEY, head(honest, 5), head(honest, 9), tree(9, 2).root(5), honest.consistency(5, 9)));
    assertUnproven(() -> ForkProof.of(KEY, head(honest, 5), head(honest, 9), tree(9, 2)));
    assertUnproven(() -> ForkProof.of(KEY, head(tree(9, 2), 9), head(tree(5, -1), 5), tree(9, 2)));
  }

  @Test
  void bothHeadsMustBeOfTheLogAndSignedByIt() {
    SignerKey stranger = SignerKey.generate(ORIGIN, new SecureRandom());
    ForkProof proof = twoRoots();
    assertUnproven(() -> ForkProof.of(stranger.verifier(), proof.smaller(), proof.larger()));
    SignedCheckpoint forged =
        new SignedCheckpoint(stranger.sign(proof.larger().claimed().text()));
    assertUnproven(() -> ForkProof.of(KEY, proof.smaller(), forged));
    Checkpoint elsewhere = Checkpoint.of("example.com/other", 5, tree(5, 2).root(5));
    assertUnproven(
        () -> ForkProof.of(KEY, proof.smaller(), new SignedCheckpoint(LOG.sign(elsewhere.text()))));
  }

  @Test
  void anEmptyTreeWithARootIsAContradiction() {
    Checkpoint false0 = Checkpoint.of(ORIGIN, 0, tree(5, 2).root(5));
    SignedCheckpoint signed = new SignedCheckpoint(LOG.sign(false0.text()));
    ForkProof proof = ForkProof.of(KEY, signed, head(tree(9, -1), 9), tree(9, -1));
    assertThat(ForkProof.parse(proof.toString().getBytes(UTF_8))).isEqualTo(proof);
  }

  @Test
  void provesAForkOfALogThatSignsWithMlDsa() {
    Cosigner log = MlDsaCosigner.create(ORIGIN);
    Instant now = Instant.ofEpochSecond(1_700_000_000);
    SignedCheckpoint one = log.cosign(head(tree(5, -1), 5), now);
    SignedCheckpoint other = log.cosign(head(tree(5, 2), 5), now);
    ForkProof proof = ForkProof.of(log.key(), one, other);
    byte[] file = proof.toString().getBytes(UTF_8);
    assertThat(ForkProof.parse(file, MlDsaCosigner.ALGORITHM)).isEqualTo(proof);
    assertThatThrownBy(() -> ForkProof.parse(file)).hasMessageStartingWith("HBS-6006");
  }

  @Test
  void everyFlippedBitOfTheFileIsRefused() {
    byte[] file = rewritten().toString().getBytes(UTF_8);
    for (int bit = 0; bit < file.length * 8; bit++) {
      byte[] flipped = file.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> ForkProof.parse(flipped))
          .as("bit %s", bit)
          .isInstanceOf(LedgerException.Integrity.class);
    }
  }

  @Test
  void everyOtherSpellingIsRefused() {
    String text = rewritten().toString();
    for (String wrong : List.of(
        "",
        text + "\n",
        text.substring(0, text.length() - 1),
        text.replace("@v1", "@v2"),
        text.replace("@v1", "@v1 "),
        text.replace("\nwithin ", "\nroot "),
        text.replace("\n\n", "\n"),
        text.replaceFirst("\n\n", "\n\n\n"),
        text.replaceFirst("key .*\n", ""),
        text.replaceFirst("\n\n", "\n" + "AAAA\n".repeat(80) + "\n"),
        text.replace("\n", "\r\n"),
        twoRoots().toString().replaceFirst("\n\n", "\n" + TreeHash.empty() + "\n\n"))) {
      assertThatThrownBy(() -> ForkProof.parse(wrong.getBytes(UTF_8)))
          .as(wrong)
          .isInstanceOf(LedgerException.Integrity.class);
    }
  }

  @Property(tries = 150)
  void anyAlteredLeafBelowTheSmallerHeadIsProvenAndNoneAboveIs(
      @ForAll @IntRange(min = 1, max = 40) int from,
      @ForAll @IntRange(min = 0, max = 20) int more,
      @ForAll @IntRange(min = 0, max = 59) int altered) {
    MerkleTree later = tree(from + more, altered);
    SignedCheckpoint smaller = head(tree(from, -1), from);
    SignedCheckpoint larger = head(later, from + more);
    if (altered < from) {
      ForkProof proof = ForkProof.of(KEY, smaller, larger, later);
      assertThat(ForkProof.parse(proof.toString().getBytes(UTF_8))).hasToString(proof.toString());
    } else {
      assertUnproven(() -> ForkProof.of(KEY, smaller, larger, later));
    }
  }

  private static void assertUnproven(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            LedgerException.class,
            e -> assertThat(e.code())
                .isIn(LedgerErrorCode.FORK_UNPROVEN, LedgerErrorCode.OUT_OF_RANGE));
  }
}
