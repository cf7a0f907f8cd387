// SPDX-License-Identifier: Apache-2.0
package health.habeas.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.CoseReceipt;
import health.habeas.ledger.proof.ForkProof;
import health.habeas.ledger.proof.NoteKey;
import health.habeas.ledger.proof.ReceiptKey;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignedNote;
import health.habeas.ledger.proof.TilePath;
import health.habeas.ledger.proof.TlogProof;
import health.habeas.ledger.proof.TreeHash;
import health.habeas.ledger.proof.TrustPolicy;
import health.habeas.ledger.proof.VerifierKey;
import java.util.HexFormat;
import java.util.function.Function;

/** What a log, or somebody who pretends to be one, sends. */
class ProofFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void isReadStrictlyOrRefused(byte[] sent) {
    String text = new String(sent, UTF_8);
    readStrictly(text, Checkpoint::parse, Checkpoint::text);
    readStrictly(text, SignedNote::parse, SignedNote::toString);
    readStrictly(text, SignedCheckpoint::parse, SignedCheckpoint::toString);
    readStrictly(text, VerifierKey::parse, VerifierKey::toString);
    readStrictly(text, NoteKey::parse, NoteKey::toString);
    readStrictly(text, TilePath::parse, TilePath::toString);
    readStrictly(text, ignored -> ForkProof.parse(sent), ForkProof::toString);
    readStrictly(text, ProofFuzzTest::policy, printed -> text);
    readStrictly(text, ignored -> followed(CoseReceipt.parse(sent)), bytes -> text);
    readStrictly(text, TlogProof::parse, ProofFuzzTest::followed);
    readStrictly(
        text, ignored -> InclusionBundle.parse(sent), bundle -> new String(bundle.bytes(), UTF_8));
  }

  /** A policy loses its comments, so what is printed must read back as what was printed. */
  private static String policy(String text) {
    String printed = TrustPolicy.parse(text.getBytes(UTF_8)).toString();
    assertThat(TrustPolicy.parse(printed.getBytes(UTF_8))).hasToString(printed);
    return printed;
  }

  private static CoseReceipt followed(CoseReceipt receipt) {
    ReceiptKey key = ReceiptKey.ed25519(HexFormat.of().parseHex("58" + "66".repeat(31)));
    TreeHash stranger = TreeHash.leaf(new byte[] {1});
    receipt.included(stranger, key);
    receipt.extended(stranger, key);
    assertThat(CoseReceipt.parse(receipt.bytes())).isEqualTo(receipt);
    return receipt;
  }

  private static <T> void readStrictly(
      String text, Function<String, T> parse, Function<T, String> write) {
    T parsed;
    try {
      parsed = parse.apply(text);
    } catch (LedgerException expected) {
      return;
    }
    assertThat(write.apply(parsed)).isEqualTo(text);
  }

  /** Follows the path, both as a proof of inclusion and as one of consistency: neither ever throws. */
  private static String followed(TlogProof proof) {
    TreeHash root = proof.checkpoint().claimed().root();
    TreeHash stranger = TreeHash.leaf(new byte[] {1});
    long index = proof.inclusion().index();
    long size = proof.inclusion().size();
    proof.inclusion().proves(stranger, root);
    new ConsistencyProof(index, size, proof.inclusion().path()).proves(stranger, root);
    return proof.toString();
  }
}
