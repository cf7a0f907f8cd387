// SPDX-License-Identifier: Apache-2.0
package health.habeas;

/**
 * What came of a change of the patient's directives. The change itself is durable and recorded. Immutable.
 *
 * @param obeying how many custodians go by the present directives now
 * @param custodians of how many
 * @param inForce whether the others are too few to serve a record; they get the directives at the next opening
 * @param receipt the change's place in the ledger
 */
public record DirectiveReport(int obeying, int custodians, boolean inForce, Receipt receipt) {}
