// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.grant.StatusHandle;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.Sha256;
import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
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
    byte[] leaf = preimage.bytes(SECRET_ACCESS).clone();
    Anchors anchors = new Anchors(ledger);
    anchors.append(id(leaf), leaf);
    return anchors.prove(new Entry(EntryId.of(id(leaf)), leaf));
  }

  /** Whether somebody who knows the preimage has published it. */
  static boolean isPublished(Ledger ledger, Secret preimage) {
    byte[] leaf = preimage.bytes(SECRET_ACCESS);
    return new Anchors(ledger)
        .find(id(leaf))
        .filter(stored -> Arrays.equals(stored.entry().leaf(), leaf))
        .isPresent();
  }

  /** Whether publishing this preimage ends the grant with this handle. */
  static boolean ends(StatusHandle handle, Secret preimage) {
    return StatusHandle.ofPreimage(preimage.bytes(SECRET_ACCESS)).equals(handle);
  }

  private static byte[] id(byte[] preimage) {
    return Sha256.of(Domain.REVOCATION_ENTRY, preimage);
  }
}
