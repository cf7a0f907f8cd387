// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.trust;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TreeHash;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client keeps of one log. The second head is never larger than the first, which extends it. Immutable.
 *
 * @param newest the largest head that the log signed
 * @param witnessed the newest head that a quorum cosigned, too; empty if there was none
 */
public record KeptHeads(SignedCheckpoint newest, Optional<SignedCheckpoint> witnessed) {
  private static final String HEADER = "habeas.health/kept-heads@v1\n";
  private static final String SUM = "sum ";

  /**
   * Reads what {@link #bytes()} wrote; HBS-6321 for anything else. No signature is verified here.
   *
   * @param utf8 the whole file
   * @param place where it is, for the error
   */
  public static KeptHeads parse(byte[] utf8, String place) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    // A checkpoint's text has no empty line, so a file has three parts, or five.
    String[] parts = text.split("\n\n", -1);
    if (parts.length != 3 && parts.length != 5) {
      throw damaged(place, "it has no heads", null);
    }
    KeptHeads kept;
    try {
      boolean both = parts.length == 5;
      kept = new KeptHeads(
          SignedCheckpoint.parse(parts[1] + "\n\n" + parts[2] + (both ? "\n" : "")),
          both
              ? Optional.of(SignedCheckpoint.parse(parts[3] + "\n\n" + parts[4]))
              : Optional.empty());
    } catch (LedgerException.Integrity e) {
      throw damaged(place, "a head in it can't be read", e);
    }
    if (!kept.text().equals(text)) {
      throw damaged(place, "its checksum is another", null);
    }
    return kept;
  }

  /** The file. */
  public byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  private String text() {
    String heads = "\n" + newest + witnessed.map(head -> "\n" + head).orElse("");
    TreeHash sum = TreeHash.leaf(heads.getBytes(StandardCharsets.UTF_8));
    return HEADER + SUM + sum + '\n' + heads;
  }

  static LedgerException damaged(String place, String why, @Nullable Throwable cause) {
    return new LedgerException.Integrity(
        LedgerErrorCode.HEADS_DAMAGED,
        "the heads kept in " + place + " are damaged: " + why,
        cause);
  }
}
