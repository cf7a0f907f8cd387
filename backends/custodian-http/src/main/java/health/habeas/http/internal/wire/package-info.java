// SPDX-License-Identifier: Apache-2.0

/**
 * Internal: not exported, may change at any time. What client and server share: the calls with their limits, and the one
 * shape of all bodies. docs/spec/custodian-http.md is the same in words.
 */
@NullMarked
package health.habeas.http.internal.wire;

import org.jspecify.annotations.NullMarked;
