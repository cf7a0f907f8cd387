// SPDX-License-Identifier: Apache-2.0
package health.habeas.record;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The key with which somebody signed what they wrote: a provider's, or the patient's own. It is the record's
 * <i>source</i> in grants (L45). Immutable.
 *
 * @param publicKey the Ed25519 public key, 32 bytes; copied in and out
 */
public record Author(byte[] publicKey) {
  /** Copies the key. */
  public Author {
    publicKey = publicKey.clone();
  }

  @Override
  public byte[] publicKey() {
    return publicKey.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Author that && Arrays.equals(publicKey, that.publicKey);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(publicKey);
  }

  /** The first 8 hex digits of the key, enough to tell two authors apart. */
  @Override
  public String toString() {
    return "Author[" + HexFormat.of().formatHex(publicKey, 0, Math.min(4, publicKey.length)) + "…]";
  }
}
