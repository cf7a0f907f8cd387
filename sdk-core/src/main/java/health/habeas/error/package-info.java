// SPDX-License-Identifier: Apache-2.0

/**
 * What can go wrong, as one sealed family. Every error has a stable {@link health.habeas.error.ErrorCode}, says what
 * happened, why, and what to do, and has a page in {@code docs/errors/}.
 *
 * <p>A refusal of access is not an error: it is a value, {@code health.habeas.grant.Decision.Deny}. Messages never hold
 * keys, tokens or health data.
 */
@NullMarked
package health.habeas.error;

import org.jspecify.annotations.NullMarked;
