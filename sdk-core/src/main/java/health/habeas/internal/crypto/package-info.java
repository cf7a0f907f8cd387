// SPDX-License-Identifier: Apache-2.0

/**
 * Internal: not exported, may change at any time. The primitives as this SDK calls them: every domain string, every key
 * derivation and every signature passes through here. It knows bytes and numbers, never a grant.
 */
@NullMarked
package health.habeas.internal.crypto;

import org.jspecify.annotations.NullMarked;
