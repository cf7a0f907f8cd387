// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;

/**
 * By what a grant can be revoked: SHA-256("habeas/status/1" ‖ preimage). Publishing the 32-byte preimage revokes; only
 * the patient, the issuers above and the holder know it (L30), and an observer can't link two handles of one patient.
 * Immutable.
 *
 * @param hex 64 lower-case hex digits
 */
public record StatusHandle(String hex) {
  /** Checks the form. */
  public StatusHandle {
    Digest32.checked(hex, "status handle");
  }

  /**
   * The handle that this preimage revokes.
   *
   * @param preimage 32 bytes, for example a ledger leaf
   */
  public static StatusHandle ofPreimage(byte[] preimage) {
    return ofBytes(Sha256.of(Domain.STATUS, preimage));
  }

  /**
   * The handle with these bytes.
   *
   * @param bytes 32 bytes
   */
  public static StatusHandle ofBytes(byte[] bytes) {
    return new StatusHandle(Digest32.hex(bytes));
  }

  /** The 32 bytes, a fresh copy. */
  public byte[] bytes() {
    return Digest32.bytes(hex);
  }

  /** The first eight digits. */
  @Override
  public String toString() {
    return "StatusHandle[" + Digest32.shown(hex) + "]";
  }
}
