// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.key.VerifyKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an audit of one custodian found. Immutable.
 *
 * @param custodian its name
 * @param key with which it signed its answers, or must sign them by the vault's journal; to be compared with its registration;
 *     empty if it gave none
 * @param asked how many chunks it was asked for, drawn at random from all that it should have
 * @param sound how many it proved to have
 * @param notHeld how many it said not to have: lost or damaged, never received, or deleted by the patient's order
 * @param unanswered how many it gave no usable answer for: it was silent or late, refused, or answered something else
 * @param faults those that it answered falsely, and, where its receipt is known, those that it lost: each with proof for anybody
 * @param shortfalls what it signed that it has not, and was not told to delete
 */
public record CustodianAudit(
    String custodian,
    Optional<VerifyKey> key,
    int asked,
    int sound,
    int notHeld,
    int unanswered,
    List<FaultProof> faults,
    List<Shortfall> shortfalls) {
  /** Copies the lists. */
  public CustodianAudit {
    faults = List.copyOf(faults);
    shortfalls = List.copyOf(shortfalls);
  }

  /**
   * With further proofs.
   *
   * @param more of this custodian's faults
   */
  public CustodianAudit and(List<FaultProof> more) {
    List<FaultProof> all = new ArrayList<>(faults);
    all.addAll(more);
    return new CustodianAudit(custodian, key, asked, sound, notHeld, unanswered, all, shortfalls);
  }

  /** Whether it gave a usable answer to all that it was asked, and in time. */
  public boolean isAnswering() {
    return unanswered == 0;
  }

  /** Whether every chunk that was asked for is there. Of a custodian that should have nothing it is so. */
  public boolean isSound() {
    return sound == asked;
  }
}
