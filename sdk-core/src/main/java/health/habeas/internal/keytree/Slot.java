// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import health.habeas.internal.crypto.Secret;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which slot: a record's name and version. A slot is the record's data key, with where to find it, wrapped for one
 * compartment, epoch and day.
 *
 * <p>Guarantee: the wrapping, AES-SIV under HKDF(leaf, SLOT), is bound to name ‖ be32 version and has no nonce, so
 * re-wrapping the same content gives the same bytes and other content never shares a keystream (L57). Immutable; the name
 * is copied in and out.
 *
 * @param recordName 16 bytes, a pseudonym
 * @param version of the record
 */
public record Slot(byte[] recordName, int version) {
  /** The size of a record's name in bytes. */
  public static final int NAME_BYTES = 16;

  /** Checks the size and copies the name. */
  public Slot {
    if (recordName.length != NAME_BYTES) {
      throw new IllegalArgumentException("a record name has 16 bytes");
    }
    recordName = recordName.clone();
  }

  @Override
  public byte[] recordName() {
    return recordName.clone();
  }

  /** What keyed functions take of a slot: name ‖ be32 version. */
  public byte[] bytes() {
    return ByteBuffer.allocate(NAME_BYTES + Integer.BYTES)
        .put(recordName)
        .putInt(version)
        .array();
  }

  /**
   * Wraps; {@link SlotKeys} does it for many slots of a day.
   *
   * @param leaf the key of the record's day
   * @param content data key and locator, 1 to 4,096 bytes
   */
  public byte[] wrap(Secret leaf, byte[] content) {
    return SlotKeys.of(leaf).wrap(this, content);
  }

  /**
   * Unwraps; empty when it is another slot, day, epoch or compartment, or was altered. The caller closes the result.
   *
   * @param leaf the key of the record's day
   * @param wrapped what {@link #wrap} gave
   */
  public Optional<Secret> unwrap(Secret leaf, byte[] wrapped) {
    return SlotKeys.of(leaf).unwrap(this, wrapped);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Slot slot
        && version == slot.version
        && Arrays.equals(recordName, slot.recordName);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(recordName) + version;
  }

  /** The version alone: a name is nobody's business in a log. */
  @Override
  public String toString() {
    return "Slot[version " + version + "]";
  }
}
