// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.shard.CustodianAudit;
import health.habeas.shard.FaultProof;
import java.util.List;

/**
 * What an audit of all custodians found. Immutable.
 *
 * @param custodians what each of them proved to have, in the order of {@link Vault#custodians}
 * @param objects how many objects were drawn from, those included that a put which was cut off left behind
 * @param unreadable objects of which no custodian that answers has a sound manifest: they were not audited
 */
public record AuditReport(List<CustodianAudit> custodians, int objects, int unreadable) {
  /** Copies the list. */
  public AuditReport {
    custodians = List.copyOf(custodians);
  }

  /** Whether every custodian has all that it was asked for, and every object could be audited. */
  public boolean isSound() {
    return unreadable == 0 && custodians.stream().allMatch(CustodianAudit::isSound);
  }

  /** The custodians, by name, that did not answer all that they were asked, or not in time. */
  public List<String> notAnswering() {
    return custodians.stream()
        .filter(each -> !each.isAnswering())
        .map(CustodianAudit::custodian)
        .toList();
  }

  /** The proofs against all custodians. */
  public List<FaultProof> faults() {
    return custodians.stream().flatMap(each -> each.faults().stream()).toList();
  }
}
