// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import java.util.List;

/**
 * One object, cut. Immutable as far as its holder leaves the shard arrays alone: they are handed over, not copied, since
 * they are the whole object again.
 *
 * @param manifest what the shards can be checked with
 * @param shards the n shard files, in the order of their index
 */
public record Striped(Manifest manifest, List<byte[]> shards) {
  /** Copies the list. */
  public Striped {
    shards = List.copyOf(shards);
  }
}
