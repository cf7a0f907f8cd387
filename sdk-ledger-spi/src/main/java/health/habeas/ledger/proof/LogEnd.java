// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.List;
import java.util.Optional;

/**
 * The last head of a log that goes on as another: its last good size and root, and the successor's key, signed by its own key
 * and cosigned by its witnesses like any other head. A log ends so when its key or its storage is no longer to be trusted.
 *
 * <p>Guarantee: an instance names a successor. Nothing is verified here; {@code LedgerTrust.succeeding} does that.
 * Limit: an ML-DSA-44 key signs no extension lines, so a log whose own key is one can't be ended, and a witness of that kind
 * vouches for size and root alone. Source: docs/spec/log-proofs.md, "Successors". Immutable.
 *
 * @param head a checkpoint whose one extension line names the successor
 */
public record LogEnd(SignedCheckpoint head) {
  private static final String LINE = "habeas.health/log-ended@v1 ";

  /** Checks that the head is an end. */
  public LogEnd {
    if (successor(head.claimed()).isEmpty()) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.SUCCESSION_INVALID, "the head does not end its log");
    }
  }

  /**
   * Ends a log. It should sign nothing afterwards, and have the result cosigned by its witnesses and served as its head.
   *
   * @param log the log's key
   * @param lastGood the largest head that it stands by: no smaller than what any client or witness was shown
   * @param successor the key of the log that begins with the same entries
   */
  public static LogEnd sign(SignerKey log, Checkpoint lastGood, NoteKey successor) {
    Checkpoint end = new Checkpoint(
        lastGood.origin(), lastGood.size(), lastGood.root(), List.of(LINE + successor));
    return new LogEnd(new SignedCheckpoint(log.sign(end.text())));
  }

  /** The successor's key, as {@link NoteKey#toString} writes it. */
  public String successor() {
    return successor(head.claimed()).orElseThrow();
  }

  /**
   * The successor's key, if this head ends its log.
   *
   * @param head verified by the caller
   */
  public static Optional<String> successor(Checkpoint head) {
    return head.extensions().stream()
        .filter(line -> line.startsWith(LINE))
        .map(line -> line.substring(LINE.length()))
        .findFirst();
  }
}
