// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.util.Arrays;

/**
 * What a verifier asks a holder to sign over: the verifier's own name and a nonce of its choice. It is always the
 * verifier's, never taken from what was presented (L39). Immutable; the array is copied in and out.
 *
 * @param verifier the verifier's name, as audiences name it, 1 to 200 characters
 * @param nonce 0 to 64 bytes; empty where the protocol has no room for a round trip, so that freshness rests on the
 *     proof's time and on the {@link NonceStore} alone
 */
public record Challenge(String verifier, byte[] nonce) {
  static final int MAX_NONCE_BYTES = 64;
  static final int MAX_NAME_CHARS = 200;

  /** Checks the sizes and copies the nonce. */
  public Challenge {
    if (verifier.isBlank()
        || verifier.length() > MAX_NAME_CHARS
        || nonce.length > MAX_NONCE_BYTES) {
      throw new InvalidInputException(
          ErrorCode.POSSESSION,
          "a challenge has a verifier's name and a nonce of at most 64 bytes");
    }
    nonce = nonce.clone();
  }

  @Override
  public byte[] nonce() {
    return nonce.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Challenge that
        && verifier.equals(that.verifier)
        && Arrays.equals(nonce, that.nonce);
  }

  @Override
  public int hashCode() {
    return 31 * verifier.hashCode() + Arrays.hashCode(nonce);
  }

  /** The verifier's name. */
  @Override
  public String toString() {
    return "Challenge[" + verifier + "]";
  }
}
