// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Names an entry: 32 bytes that the client chooses before its first try, so that a retry can't record twice. Choose it
 * random, or as a one-time label that only the parties of a stream can compute; it is visible to the ledger's operator.
 * Immutable.
 */
public final class EntryId {
  /** The size of an id, in bytes. */
  public static final int SIZE_BYTES = 32;

  private final byte[] value;

  private EntryId(byte[] value) {
    this.value = value;
  }

  /**
   * An id from its bytes.
   *
   * @param bytes 32 bytes; copied
   */
  public static EntryId of(byte[] bytes) {
    if (bytes.length != SIZE_BYTES) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.ENTRY_MALFORMED,
          "an entry id has " + SIZE_BYTES + " bytes, and this has " + bytes.length);
    }
    return new EntryId(bytes.clone());
  }

  /**
   * A fresh id.
   *
   * @param random the source
   */
  public static EntryId random(SecureRandom random) {
    byte[] value = new byte[SIZE_BYTES];
    random.nextBytes(value);
    return new EntryId(value);
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return value.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EntryId that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  /** That it is an id, without its value: logs must not link a person's entries. */
  @Override
  public String toString() {
    return "EntryId";
  }
}
