// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.proof.InclusionProof;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TlogProof;
import java.nio.charset.StandardCharsets;

/**
 * An entry with the proof that a log recorded it: verifies offline, with {@link LogVerifier} and nothing else.
 *
 * <p>Its bytes are a C2SP {@code .tlog-proof} whose extra data is the entry, id first. Immutable.
 *
 * @param entry what was recorded
 * @param proof the path from the entry to the head's root
 * @param checkpoint the signed head
 */
public record InclusionBundle(Entry entry, InclusionProof proof, SignedCheckpoint checkpoint) {
  /**
   * Reads what {@link #bytes()} wrote, strictly. Nothing is verified yet.
   *
   * @param bytes a {@code .tlog-proof} in UTF-8
   */
  public static InclusionBundle parse(byte[] bytes) {
    TlogProof text = TlogProof.parse(bytes);
    return new InclusionBundle(Entry.parse(text.extra()), text.inclusion(), text.checkpoint());
  }

  /** The entry's place in the log. */
  public long position() {
    return proof.index();
  }

  /** The self-contained form, as files and messages hold it. */
  public byte[] bytes() {
    return new TlogProof(entry.bytes(), proof, checkpoint)
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Position and size, without the entry. */
  @Override
  public String toString() {
    return "InclusionBundle[" + proof.index() + " of " + proof.size() + ']';
  }
}
