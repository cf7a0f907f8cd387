// SPDX-License-Identifier: Apache-2.0
/** Tests of the ledger in PostgreSQL, against a real server. */
@NullMarked
package health.habeas.ledger.postgresql;

import org.jspecify.annotations.NullMarked;
