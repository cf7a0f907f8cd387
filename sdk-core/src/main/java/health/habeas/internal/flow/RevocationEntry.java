// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.grant.LedgerRevocations;
import health.habeas.grant.StatusHandle;
import health.habeas.internal.crypto.Secret;
import health.habeas.ledger.Entry;
import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.Ledger;
import java.util.Arrays;

/**
 * What ends a grant: its status preimage as a ledger leaf, under an id that only who knows the preimage can compute, so that
 * nobody can squat on it. Thread-safe.
 */
final class RevocationEntry {
  private RevocationEntry() {}

  /** Publishes the preimage, or finds that it is public already; the proof that it is in the ledger. */
  static InclusionBundle publish(Ledger ledger, Secret preimage) {
    Entry entry = LedgerRevocations.entry(preimage.bytes(SECRET_ACCESS));
    Anchors anchors = new Anchors(ledger);
    anchors.append(entry.id().bytes(), entry.leaf());
    return anchors.prove(entry);
  }

  /** Whether somebody who knows the preimage has published it. */
  static boolean isPublished(Ledger ledger, Secret preimage) {
    byte[] leaf = preimage.bytes(SECRET_ACCESS);
    return ledger
        .find(LedgerRevocations.id(leaf))
        .filter(stored -> Arrays.equals(stored.entry().leaf(), leaf))
        .isPresent();
  }

  /** Whether publishing this preimage ends the grant with this handle. */
  static boolean ends(StatusHandle handle, Secret preimage) {
    return StatusHandle.ofPreimage(preimage.bytes(SECRET_ACCESS)).equals(handle);
  }
}
