// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hkdf;
import health.habeas.internal.crypto.KeyWrap;
import health.habeas.internal.crypto.Secret;
import java.util.Optional;

/**
 * The key of one day, prepared for many slots: the half of HKDF that is the same for each of them is done once. It gives
 * what {@link Slot#wrap} gives. Thread-safe; wiped when closed.
 */
public final class SlotKeys implements AutoCloseable {
  private final Secret extracted;

  private SlotKeys(Secret extracted) {
    this.extracted = extracted;
  }

  /**
   * Prepares a day's key.
   *
   * @param leaf the day's key, still owned by the caller
   */
  public static SlotKeys of(Secret leaf) {
    return new SlotKeys(Hkdf.extract(leaf));
  }

  /**
   * Wraps.
   *
   * @param slot which slot
   * @param content data key and locator, 1 to 4,096 bytes
   */
  public byte[] wrap(Slot slot, byte[] content) {
    try (Secret key = wrappingKey(slot)) {
      return KeyWrap.wrap(key, content);
    }
  }

  /**
   * Unwraps; empty when it is another slot, day, epoch or compartment, or was altered. The caller closes the result.
   *
   * @param slot which slot
   * @param wrapped what {@link #wrap} gave
   */
  public Optional<Secret> unwrap(Slot slot, byte[] wrapped) {
    try (Secret key = wrappingKey(slot)) {
      return KeyWrap.unwrap(key, wrapped);
    }
  }

  private Secret wrappingKey(Slot slot) {
    return Hkdf.expand(extracted, Domain.SLOT, slot.recordName(), Bytes.be32(slot.version()));
  }

  @Override
  public void close() {
    extracted.close();
  }
}
