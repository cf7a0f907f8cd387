// SPDX-License-Identifier: Apache-2.0

/**
 * Internal: not exported, may change at any time. The one encoding of everything that is signed, hashed or sealed: a
 * subset of deterministic CBOR (RFC 8949, section 4.2.1) in which every value has exactly one encoding.
 *
 * <p>Write with {@link health.habeas.internal.wire.CborWriter}, read with
 * {@link health.habeas.internal.wire.CborReader}, which refuses whatever the writer would not have written (L1). It
 * knows bytes and numbers, never a grant.
 */
@NullMarked
package health.habeas.internal.wire;

import org.jspecify.annotations.NullMarked;
