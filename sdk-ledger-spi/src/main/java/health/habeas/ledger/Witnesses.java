// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.SignedCheckpoint;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * The witnesses that a log asks to cosign its heads. A ledger that is given some ({@link LedgerOptions#withWitnesses}) asks
 * them in the background: nothing waits for them but who wants their cosignatures. Called by one thread at a time.
 */
public interface Witnesses {
  /**
   * The head with the lines of witnesses, enough of them for the quorum that this log wants.
   *
   * <p>Raises {@link health.habeas.ledger.error.LedgerException.Retryable} HBS-6310 if too few cosigned. Raises {@link
   * health.habeas.ledger.error.LedgerException.Integrity} if a witness shows a head that the log signed and does not contain:
   * HBS-6302 for a larger one, HBS-6303 for another history; the log then signs nothing more, and takes no more entries. A head
   * that is larger than this one alone is no such contradiction: the log may have signed it meanwhile.
   *
   * @param head signed by the log; heads come in the order of their sizes
   * @param log the log's key
   * @param proofs from a size, at most the head's, to that of the head
   * @param shown takes a head that a witness shows in place of a cosignature, and raises the integrity error above if the log,
   *     as it is now, does not contain it; called from any thread, and perhaps later
   */
  SignedCheckpoint cosign(
      SignedCheckpoint head,
      LogVerifier log,
      LongFunction<ConsistencyProof> proofs,
      Consumer<SignedCheckpoint> shown);

  /** How often they are asked when nothing is new, so that readers see that the log is not held back. */
  Duration interval();

  /** Nobody is asked. */
  static Witnesses none() {
    return NoWitnesses.INSTANCE;
  }
}
