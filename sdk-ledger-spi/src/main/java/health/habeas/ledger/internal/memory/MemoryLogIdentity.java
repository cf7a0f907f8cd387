// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.memory;

import health.habeas.ledger.LogIdentity;
import health.habeas.ledger.internal.entry.LogOrigin;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A key and a head that last as long as the object. Thread-safe. */
final class MemoryLogIdentity implements LogIdentity {
  private final SignerKey signer;
  private volatile @Nullable SignedCheckpoint newest;

  MemoryLogIdentity(SecureRandom random) {
    this.signer = LogOrigin.freshKey(random);
  }

  @Override
  public SignerKey signer() {
    return signer;
  }

  @Override
  public Optional<SignedCheckpoint> newest() {
    return Optional.ofNullable(newest);
  }

  @Override
  public void store(SignedCheckpoint head) {
    newest = head;
  }
}
