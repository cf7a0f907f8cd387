// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * That the tree of a larger size begins with all leaves of the tree of a smaller size, in order and unaltered: RFC 9162,
 * section 2.1.4. Immutable.
 *
 * @param from the smaller size
 * @param to the larger size
 * @param path the nodes, in the order of the RFC
 */
public record ConsistencyProof(long from, long to, List<TreeHash> path) {
  /** Copies the path. */
  public ConsistencyProof {
    path = List.copyOf(path);
  }

  /**
   * Whether the proof leads to both roots. Pure; never throws.
   *
   * @param older the root at the smaller size
   * @param newer the root at the larger size
   */
  public boolean proves(TreeHash older, TreeHash newer) {
    if (from < 0 || from > to) {
      return false;
    }
    if (from == to) {
      return path.isEmpty() && older.equals(newer);
    }
    if (from == 0) {
      return path.isEmpty() && older.equals(TreeHash.empty());
    }
    return newer(older).filter(newer::equals).isPresent();
  }

  /**
   * The root at the larger size that the path leads to, or empty if it is no path between these sizes from that root, or if
   * the smaller size is 0, from which every tree follows. Pure; never throws.
   *
   * @param older the root at the smaller size
   */
  Optional<TreeHash> newer(TreeHash older) {
    if (from <= 0 || from > to) {
      return Optional.empty();
    }
    if (from == to) {
      return path.isEmpty() ? Optional.of(older) : Optional.empty();
    }
    return climb(older);
  }

  private Optional<TreeHash> climb(TreeHash older) {
    // RFC 9162, section 2.1.4.2, with its names
    long fn = from - 1;
    long sn = to - 1;
    while ((fn & 1) == 1) {
      fn >>>= 1;
      sn >>>= 1;
    }
    Iterator<TreeHash> rest = path.iterator();
    boolean powerOfTwo = (from & (from - 1)) == 0;
    if (!powerOfTwo && !rest.hasNext()) {
      return Optional.empty();
    }
    TreeHash fr = powerOfTwo ? older : rest.next();
    TreeHash sr = fr;
    while (rest.hasNext()) {
      TreeHash c = rest.next();
      if (sn == 0) {
        return Optional.empty();
      }
      if ((fn & 1) == 1 || fn == sn) {
        fr = TreeHash.node(c, fr);
        sr = TreeHash.node(c, sr);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        sr = TreeHash.node(sr, c);
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    return sn == 0 && fr.equals(older) ? Optional.of(sr) : Optional.empty();
  }
}
