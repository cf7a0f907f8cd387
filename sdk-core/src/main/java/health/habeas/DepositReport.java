// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.grant.Decision;
import java.util.Optional;

/**
 * What became of a record that a provider left in a vault's inbox. Immutable.
 *
 * @param refusal why it was not taken; empty when it was
 * @param custodians how many keep it until the patient's agent files it
 * @param receipt its place in the ledger; empty when it was refused before
 */
public record DepositReport(
    Optional<Decision.Deny> refusal, int custodians, Optional<Receipt> receipt) {}
