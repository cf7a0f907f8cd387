// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.util.OptionalLong;

/**
 * A map of a log, as far as a proof shows it, under a head that is believed: what {@link StateProof#verify} returns. Immutable.
 *
 * @param state of the log's maps, as of which it holds
 * @param place of the entry that states it
 * @param head under which the state is recorded, with the times of its witnesses
 * @param map which of the maps
 * @param proof leads to its root
 */
public record ProvenMap(
    LogState state, long place, WitnessedCheckpoint head, LogMap map, MapProof proof) {
  /**
   * Where the log has the entry with this key, or empty if none of its first {@code state.size()} entries has it. HBS-6330 if the
   * proof was not made for this key.
   *
   * @param key by {@link LogMap#label} or {@link LogMap#status}, computed by whoever asks
   */
  public OptionalLong find(TreeHash key) {
    return proof.find(key, state.root(map));
  }

  /**
   * Whether the state says something of all entries of a log of a size, but for the one that states it. A log could show an
   * old state for a new question: ask for the size of the newest head that you know.
   *
   * @param size of a head
   */
  public boolean covers(long size) {
    return state.size() >= size || (state.size() == size - 1 && place == state.size());
  }

  /** How many entries are under the head, beside the state's own, of which the state says nothing. */
  public long later() {
    return head.checkpoint().size() - state.size() - 1;
  }
}
