// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;

/**
 * A question whose right answer was computed when the shard was written, so that the whole shard is audited and none of it
 * leaves its custodian: for stores that bill what is read from them. Single use: a custodian that has seen the nonce could
 * keep the answer alone. Immutable; arrays are copied in and out.
 *
 * @param manifest of the object, as the patient signed it
 * @param shard its index
 * @param nonce 32 bytes that nobody has seen but whoever has the ticket
 * @param digest the first 16 bytes of the answer
 */
public record AuditTicket(byte[] manifest, int shard, byte[] nonce, byte[] digest) {
  /** Copies the arrays. */
  public AuditTicket {
    manifest = manifest.clone();
    nonce = nonce.clone();
    digest = digest.clone();
  }

  /**
   * What only somebody can compute who has the whole shard when the nonce becomes known: SHA-256("habeas/shard-digest/1" ‖
   * nonce ‖ shard), 32 bytes.
   *
   * @param nonce of the question
   * @param file the shard
   */
  public static byte[] answer(byte[] nonce, byte[] file) {
    return Sha256.of(Domain.SHARD_DIGEST, nonce, file);
  }

  @Override
  public byte[] manifest() {
    return manifest.clone();
  }

  @Override
  public byte[] nonce() {
    return nonce.clone();
  }

  @Override
  public byte[] digest() {
    return digest.clone();
  }

  /** Equal only to itself: it is used once. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  /** Nothing of what makes it work. */
  @Override
  public String toString() {
    return "AuditTicket[shard " + shard + "]";
  }
}
