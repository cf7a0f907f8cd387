// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.CoseReceipt;
import health.habeas.ledger.proof.ForkProof;
import health.habeas.ledger.proof.MlDsa44;
import health.habeas.ledger.proof.NoteKey;
import health.habeas.ledger.proof.ReceiptKey;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TlogProof;
import health.habeas.ledger.proof.TreeHash;
import health.habeas.ledger.proof.TrustPolicy;
import health.habeas.ledger.proof.WitnessedCheckpoint;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One file that left a log: what it is shows by how it begins. Immutable.
 *
 * @param options whom to believe
 * @param bytes the file
 */
record ExportCheck(FsckOptions options, byte[] bytes) {
  private static final int COSE_TAG = 0xd2;

  /** What the file proves, in one line; what is wrong with it is thrown. */
  String run() {
    if (bytes.length > 0 && Byte.toUnsignedInt(bytes[0]) == COSE_TAG) {
      return receipt();
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.startsWith("c2sp.org/tlog-proof@")) {
      return proof();
    }
    return text.startsWith("habeas.health/fork-proof@") ? fork() : checkpoint();
  }

  private String checkpoint() {
    return "a head " + of(options.policy().verify(SignedCheckpoint.parse(bytes)));
  }

  private String proof() {
    TlogProof proof = TlogProof.parse(bytes);
    byte[] entry = options.entry().orElseGet(proof::extra);
    WitnessedCheckpoint head = options.policy().verify(proof, TreeHash.leaf(entry));
    return "a proof that the entry is number " + proof.inclusion().index() + " under the head "
        + of(head);
  }

  private static String of(WitnessedCheckpoint head) {
    Checkpoint checkpoint = head.checkpoint();
    String witnesses = head.cosigned().isEmpty()
        ? "no witness"
        : String.join(", ", head.cosigned().keySet());
    return "of " + checkpoint.size() + " entries of " + checkpoint.origin() + ", cosigned by "
        + witnesses;
  }

  private String fork() {
    ForkProof proof = FsckOptions.Algorithms.ML_DSA_44
        .map(mlDsa44 -> ForkProof.parse(bytes, mlDsa44))
        .orElseGet(() -> ForkProof.parse(bytes));
    String key = proof.key().toString();
    boolean isKnown =
        options.policy().logs().stream().anyMatch(log -> log.key().toString().equals(key));
    if (!isKnown) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.FORK_UNPROVEN, "the contradiction is under another key than the log's");
    }
    return "a proof that the log contradicts itself; ExplainFork says it in words";
  }

  private String receipt() {
    CoseReceipt receipt = CoseReceipt.parse(bytes);
    byte[] entry = options
        .entry()
        .orElseThrow(() -> new IllegalArgumentException("a receipt needs --entry=FILE"));
    for (TrustPolicy.Log log : options.policy().logs()) {
      Optional<TreeHash> root = receipt.included(TreeHash.leaf(entry), key(log.key()));
      if (root.isPresent()) {
        return "a receipt: the entry is under the root " + root.get() + " of "
            + log.key().name();
      }
    }
    throw new LedgerException.Integrity(
        LedgerErrorCode.PROOF_INVALID, "the receipt is not the log's, or not of this entry");
  }

  private static ReceiptKey key(NoteKey log) {
    byte[] key = log.publicKey();
    return FsckOptions.Algorithms.ML_DSA_44
        .filter(mlDsa44 -> key.length == MlDsa44.PUBLIC_KEY_BYTES)
        .map(mlDsa44 -> ReceiptKey.mlDsa44(key, mlDsa44))
        .orElseGet(() -> ReceiptKey.ed25519(key));
  }
}
