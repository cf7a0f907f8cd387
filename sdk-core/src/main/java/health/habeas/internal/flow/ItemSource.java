// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.grant.Decision;
import health.habeas.internal.erasure.Manifest;
import health.habeas.shard.ItemName;
import java.util.List;
import java.util.Optional;

/** Where a reader fetches a vault's items: the patient as owner, a holder through admitted sessions. Thread-safe. */
interface ItemSource {
  /** The custodians' names, in the vault's order. */
  List<String> custodians();

  /** How they are asked side by side. */
  Requests requests();

  /** Where an object's shards are; empty if that is not known, as it was placed over custodians that nobody told of. */
  Optional<Placement> placement(Manifest manifest);

  /**
   * One custodian's copy; empty if it has none or refuses. Throws whatever the custodian throws.
   *
   * @param custodian position in {@link #custodians()}
   * @param name which item
   */
  Optional<byte[]> fetch(int custodian, ItemName name);

  /**
   * A part of one custodian's copy; empty if it has none, ends before, or refuses. Throws whatever the custodian throws.
   *
   * @param custodian position in {@link #custodians()}
   * @param name which item
   * @param offset of the first byte
   * @param length in bytes
   */
  Optional<byte[]> fetch(int custodian, ItemName name, int offset, int length);

  /** Why custodians refuse, where one does. */
  default Optional<Decision.Deny> refusal() {
    return Optional.empty();
  }
}
