// SPDX-License-Identifier: Apache-2.0

/**
 * For whoever keeps a log: {@link health.habeas.ledger.witness.HttpWitnesses} has its heads cosigned by the witnesses of a
 * policy. The servers are in {@code health.habeas.ledger.witness.server}.
 */
@NullMarked
package health.habeas.ledger.witness;

import org.jspecify.annotations.NullMarked;
