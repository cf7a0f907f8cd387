// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.flow.CappedRepair;
import health.habeas.shard.Custodian;
import health.habeas.shard.RepairCap;
import health.habeas.shard.RepairReport;
import java.util.Collection;
import java.util.List;

/**
 * Keeps objects whole while the patient is away, by the caps that she gave; for whoever runs it on a schedule. It has no key,
 * sees ciphertext alone, and can put back nothing but what she had stored.
 *
 * <p>{@code Repairer.of(vault.repairCaps(Duration.ofDays(30)), custodians).run()}. Immutable, and thread-safe; a run blocks,
 * and holds one object in memory.
 */
public final class Repairer {
  private final List<RepairCap> caps;
  private final List<Custodian> custodians;

  private Repairer(List<RepairCap> caps, List<Custodian> custodians) {
    this.caps = caps;
    this.custodians = custodians;
  }

  /**
   * Over these custodians, which the caller closes.
   *
   * @param caps of one patient or of several
   * @param custodians those that the caps name
   */
  public static Repairer of(Collection<RepairCap> caps, List<Custodian> custodians) {
    if (custodians.isEmpty()) {
      throw new InvalidInputException(
          ErrorCode.REPAIR_REFUSED, "a repairer needs the custodians that the caps name");
    }
    return new Repairer(List.copyOf(caps), List.copyOf(custodians));
  }

  /**
   * Looks at every piece once, and puts back what is missing or wrong. Whatever a custodian does or refuses stands in the
   * report: a cap that is over is refused by all.
   */
  public RepairReport run() {
    return caps.stream()
        .map(cap -> CappedRepair.run(cap, custodians))
        .reduce(RepairReport.NOTHING, RepairReport::plus);
  }
}
