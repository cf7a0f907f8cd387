// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.Arrays;
import java.util.List;

/**
 * What a log sends to a witness, the body of C2SP tlog-witness {@code add-checkpoint}: its new head, and the proof that it
 * extends the one that the witness cosigned last. Nothing in it is verified yet. Immutable.
 *
 * @param oldSize the size that the witness cosigned last; 0 if it never did
 * @param path the consistency proof from there, at most 63 hashes
 * @param checkpoint the signed head
 */
public record CosignatureRequest(long oldSize, List<TreeHash> path, SignedCheckpoint checkpoint) {
  private static final String OLD = "old ";
  private static final int MAX_PATH = 63;

  /** Checks the size and the number of hashes, and copies the list. */
  public CosignatureRequest {
    path = List.copyOf(path);
    if (oldSize < 0 || path.size() > MAX_PATH) {
      throw malformed("the old size is negative, or the proof has more than 63 hashes");
    }
  }

  /**
   * Reads a request, strictly: what is accepted is written back byte for byte by {@link #toString()}.
   *
   * @param utf8 the whole body
   */
  public static CosignatureRequest parse(byte[] utf8) {
    String text = Utf8Text.decode(utf8);
    int split = text.indexOf("\n\n");
    if (split < 0 || !text.startsWith(OLD)) {
      throw malformed("a request has an old size, a proof, an empty line and a checkpoint");
    }
    List<String> lines = Arrays.asList(text.substring(0, split).split("\n", -1));
    List<TreeHash> path =
        lines.subList(1, lines.size()).stream().map(TreeHash::parse).toList();
    return new CosignatureRequest(
        DecimalText.parse(lines.get(0).substring(OLD.length())),
        path,
        SignedCheckpoint.parse(text.substring(split + 2)));
  }

  /**
   * The proof from the old size to that of the checkpoint. It proves nothing where the old size is the larger one.
   */
  public ConsistencyProof proof() {
    return new ConsistencyProof(oldSize, checkpoint.claimed().size(), path);
  }

  /** The body. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(OLD).append(oldSize).append('\n');
    path.forEach(hash -> text.append(hash.base64()).append('\n'));
    return text.append('\n').append(checkpoint).toString();
  }

  private static LedgerException malformed(String what) {
    return new LedgerException.Integrity(LedgerErrorCode.NOTE_MALFORMED, what);
  }
}
