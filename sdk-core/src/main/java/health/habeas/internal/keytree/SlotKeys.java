// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.Siv;
import java.util.Optional;

/**
 * The key of one day, prepared for many slots. It gives what {@link Slot#wrap} gives. Thread-safe; what it holds is not
 * wiped ({@link Siv}), so keep it no longer than needed.
 */
public final class SlotKeys {
  private final Siv siv;

  private SlotKeys(Siv siv) {
    this.siv = siv;
  }

  /**
   * Prepares a day's key.
   *
   * @param leaf the day's key, still owned by the caller
   */
  public static SlotKeys of(Secret leaf) {
    return new SlotKeys(Siv.derive(leaf, Domain.SLOT));
  }

  /**
   * Wraps.
   *
   * @param slot which slot
   * @param content data key and locator, 1 to 4,096 bytes
   */
  public byte[] wrap(Slot slot, byte[] content) {
    return siv.seal(slot.bytes(), content);
  }

  /**
   * Unwraps; empty when it is another slot, day, epoch or compartment, or was altered. The caller closes the result.
   *
   * @param slot which slot
   * @param wrapped what {@link #wrap} gave
   */
  public Optional<Secret> unwrap(Slot slot, byte[] wrapped) {
    return siv.open(slot.bytes(), wrapped);
  }
}
