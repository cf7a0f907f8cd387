// SPDX-License-Identifier: Apache-2.0

/**
 * Six custodians and a ledger, each a process of its own, that are killed, emptied, cut off and made to lie while a patient
 * and a holder work; and a check of what both saw.
 */
@NullMarked
package health.habeas.http.soak;

import org.jspecify.annotations.NullMarked;
