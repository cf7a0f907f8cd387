// SPDX-License-Identifier: Apache-2.0

/**
 * The contract of a ledger backend, as tests that a vendor runs against its own: extend
 * {@link health.habeas.testkit.ledger.LedgerContract}, say how to open the ledger, and run it with JUnit.
 */
@NullMarked
package health.habeas.testkit.ledger;

import org.jspecify.annotations.NullMarked;
