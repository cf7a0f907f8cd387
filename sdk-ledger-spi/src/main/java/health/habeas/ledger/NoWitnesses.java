// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.SignedCheckpoint;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** A log whose heads nobody cosigns. */
enum NoWitnesses implements Witnesses {
  INSTANCE;

  @Override
  public SignedCheckpoint cosign(
      SignedCheckpoint head,
      LogVerifier log,
      LongFunction<ConsistencyProof> proofs,
      Consumer<SignedCheckpoint> shown) {
    return head;
  }

  @Override
  public Duration interval() {
    return Duration.ofDays(1);
  }
}
