// SPDX-License-Identifier: Apache-2.0

/**
 * Internal: not exported, may change at any time. The backend {@code file:}: one directory with a lock, the log's key, its
 * newest signed head, and a journal of chained records that many appenders share one fsync on. The format stands in
 * docs/spec/ledger.md. Enter by {@code FileLedgerProvider}.
 */
@NullMarked
package health.habeas.ledger.internal.file;

import org.jspecify.annotations.NullMarked;
