// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.crypto.Secret;
import health.habeas.internal.keytree.Slot;

/** Where a record lies from now on. */
@FunctionalInterface
interface Relocation {
  /** Everything stays where it is. */
  Relocation NONE = (slot, locator) -> locator;

  /**
   * What a slot is to wrap from now on; the caller closes it.
   *
   * @param slot which
   * @param locator what it wraps, which is wiped if this gives something else
   */
  Secret of(Slot slot, Secret locator);
}
