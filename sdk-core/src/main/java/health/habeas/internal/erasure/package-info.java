// SPDX-License-Identifier: Apache-2.0

/**
 * Internal: not exported, may change at any time. How one object becomes n shards of which any k bring it back, and how
 * a wrong shard is named without a key.
 *
 * <p>Writing: {@link health.habeas.internal.erasure.PackWriter} collects sealed records into a body, {@link
 * health.habeas.internal.erasure.Striping} cuts it and makes the {@link health.habeas.internal.erasure.Manifest}.
 * Reading: {@link health.habeas.internal.erasure.Rebuild} asks for shards until k of them are sound, or {@link
 * health.habeas.internal.erasure.RangeRead} fetches only what covers one record. Formats: docs/spec/shards.md.
 *
 * <p>It knows bytes and numbers: no custodian, no grant, no file.
 */
@NullMarked
package health.habeas.internal.erasure;

import org.jspecify.annotations.NullMarked;
