// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Makes a proof of possession one of a kind: when it was made, and a random id (jti) that a verifier accepts once (L38).
 * Immutable; the array is copied in and out.
 *
 * @param issuedAt when, in whole seconds
 * @param jti 16 random bytes
 */
public record Stamp(Instant issuedAt, byte[] jti) {
  static final int JTI_BYTES = 16;

  /** Cuts to seconds, checks the size and copies the id. */
  public Stamp {
    issuedAt = issuedAt.truncatedTo(ChronoUnit.SECONDS);
    if (jti.length != JTI_BYTES || issuedAt.getEpochSecond() < 0) {
      throw new InvalidInputException(
          ErrorCode.POSSESSION, "a proof has an id of 16 bytes and a time from 1970 on");
    }
    jti = jti.clone();
  }

  /**
   * A fresh stamp.
   *
   * @param now the holder's clock
   * @param random for the id
   */
  public static Stamp fresh(Instant now, SecureRandom random) {
    byte[] jti = new byte[JTI_BYTES];
    random.nextBytes(jti);
    return new Stamp(now, jti);
  }

  @Override
  public byte[] jti() {
    return jti.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Stamp that
        && issuedAt.equals(that.issuedAt)
        && Arrays.equals(jti, that.jti);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(jti);
  }

  /** Time and id. */
  @Override
  public String toString() {
    return "Stamp[" + issuedAt + ", " + HexFormat.of().formatHex(jti) + "]";
  }
}
