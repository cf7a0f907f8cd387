// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.grant.VaultId;
import health.habeas.shard.DiskFinding.Problem;
import java.util.List;
import java.util.Map;

/**
 * What a check of a custodian's store found, in numbers: nothing in it names a person, a record or a key. Immutable.
 *
 * @param vaults one for each vault that has something here, by pseudonym
 * @param leftovers blobs of no vault, and drafts of writes that were cut off: safe to delete
 */
public record DiskReport(List<VaultReport> vaults, long leftovers) {
  /** Copies the list. */
  public DiskReport {
    vaults = List.copyOf(vaults);
  }

  /** Whether nothing is missing, corrupt or unreadable. What is unnamed or left over takes room and harms nobody. */
  public boolean isSound() {
    return vaults.stream().allMatch(VaultReport::isSound);
  }

  /**
   * The vault's part.
   *
   * @param vault its pseudonym
   * @param sound blobs that are what the patient signed, or what their name is the hash of
   * @param sealed blobs that only the patient's or a holder's keys could check: they are there, and that is all that is known
   * @param problems how many blobs have each problem; those that none has are absent
   */
  public record VaultReport(VaultId vault, long sound, long sealed, Map<Problem, Long> problems) {
    /** Copies the map. */
    public VaultReport {
      problems = Map.copyOf(problems);
    }

    /**
     * How many blobs have this problem.
     *
     * @param problem which
     */
    public long count(Problem problem) {
      return problems.getOrDefault(problem, 0L);
    }

    /** Whether nothing is missing, corrupt or unreadable. */
    public boolean isSound() {
      return count(Problem.MISSING) + count(Problem.CORRUPT) + count(Problem.UNREADABLE) == 0;
    }
  }
}
