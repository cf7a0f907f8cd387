// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.util.Optional;

/**
 * Where tiles and entry bundles are: a directory, a mirror, a cache. It is not trusted; what it gives is verified.
 *
 * <p>Contract: bounded in size by whoever implements it; errors of the medium pass through to the caller. Thread-safe if
 * the tree over it is used by several threads.
 */
@FunctionalInterface
public interface TileSource {
  /**
   * The bytes under a path, or empty if there is nothing.
   *
   * @param path of a tile or entry bundle
   */
  Optional<byte[]> read(TilePath path);
}
