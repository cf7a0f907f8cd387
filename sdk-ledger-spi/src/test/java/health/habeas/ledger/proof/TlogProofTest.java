// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.ledger.error.LedgerException;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class TlogProofTest {
  private final SignerKey signer = SignerKey.generate("example.com/log", new SecureRandom());
  private final MerkleTree tree = new MerkleTree();

  private TlogProof proof(byte[] extra) {
    for (byte i = 0; i < 5; i++) {
      tree.add(TreeHash.leaf(new byte[] {i}));
    }
    Checkpoint head = Checkpoint.of("example.com/log", 5, tree.root(5));
    SignedCheckpoint signed = new SignedCheckpoint(signer.sign(head.text()));
    return new TlogProof(extra, tree.inclusion(2, 5), signed);
  }

  @Test
  void isWrittenAsTheSpecificationShowsIt() {
    TlogProof proof = proof(new byte[] {1, 2, 3});
    List<TreeHash> path = proof.inclusion().path();
    assertThat(proof.toString())
        .startsWith("c2sp.org/tlog-proof@v1\nextra AQID\nindex 2\n"
            + path.get(0)
            + "\n"
            + path.get(1)
            + "\n"
            + path.get(2)
            + "\n\nexample.com/log\n5\n"
            + tree.root(5)
            + "\n\n— example.com/log ");
  }

  @Test
  void isReadAsItWasWritten() {
    TlogProof with = proof(new byte[] {1, 2, 3});
    assertThat(TlogProof.parse(with.toString())).isEqualTo(with).hasToString(with.toString());
    TlogProof without = new TlogProof(new byte[0], with.inclusion(), with.checkpoint());
    assertThat(TlogProof.parse(without.toString()))
        .isEqualTo(without)
        .hasToString(without.toString());
    assertThat(without.toString()).doesNotContain("extra");
  }

  @Test
  void refusesEveryOtherSpelling() {
    String text = proof(new byte[] {1, 2, 3}).toString();
    for (String wrong : List.of(
        text.replace("@v1", "@v2"),
        text.replace("@v1", "@v1 "),
        text.replace("index 2", "index 02"),
        text.replace("index 2", "index +2"),
        text.replace("index 2", "index -2"),
        text.replace("index 2\n", ""),
        text.replace("index 2", "index 99999999999999999999"),
        text.replace("extra AQID", "extra "),
        text.replace("extra AQID", "extra AQI"),
        text.replace("extra AQID\nindex 2", "index 2\nextra AQID"),
        text.replace("\n\nexample.com", "\nexample.com"),
        text.replace("\n", "\r\n"),
        text.substring(0, text.length() - 1),
        text + "\n",
        "")) {
      assertThatThrownBy(() -> TlogProof.parse(wrong))
          .as(wrong)
          .isInstanceOf(LedgerException.Integrity.class);
    }
  }
}
