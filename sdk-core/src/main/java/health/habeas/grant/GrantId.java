// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;

/**
 * Names a grant by what was signed: SHA-256("habeas/grant-id/1" ‖ signed bytes), never by the signature (L2). Immutable.
 *
 * @param hex 64 lower-case hex digits
 */
public record GrantId(String hex) {
  /** Checks the form. */
  public GrantId {
    Digest32.checked(hex, "grant id");
  }

  /**
   * The id of the grant with these signed bytes.
   *
   * @param signedBytes what {@link Grant#signedBytes} gives
   */
  public static GrantId ofSigned(byte[] signedBytes) {
    return ofBytes(Sha256.of(Domain.GRANT_ID, signedBytes));
  }

  /**
   * The id with these bytes.
   *
   * @param bytes 32 bytes
   */
  public static GrantId ofBytes(byte[] bytes) {
    return new GrantId(Digest32.hex(bytes));
  }

  /** The 32 bytes, a fresh copy. */
  public byte[] bytes() {
    return Digest32.bytes(hex);
  }

  /** The first eight digits, as people see it in messages. */
  @Override
  public String toString() {
    return Digest32.shown(hex);
  }
}
