// SPDX-License-Identifier: Apache-2.0

/** Internal to this module: not exported, and may change at any time. Commands for whoever checks a log from outside. */
@NullMarked
package health.habeas.ledger.internal.command;

import org.jspecify.annotations.NullMarked;
