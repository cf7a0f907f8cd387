// SPDX-License-Identifier: Apache-2.0

/**
 * The servers that any log needs and any hospital can run: a witness, which cosigns what extends all that it cosigned
 * before (C2SP tlog-witness), as a command. Enter by {@link health.habeas.ledger.witness.server.Main}; what goes over the
 * wire stands in docs/spec/witness.md.
 */
@NullMarked
package health.habeas.ledger.witness.server;

import org.jspecify.annotations.NullMarked;
