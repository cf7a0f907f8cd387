// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hkdf;
import health.habeas.internal.crypto.Secret;
import java.util.Collection;
import java.util.List;

/**
 * The patient's keys of one compartment in one epoch: the root of its day tree, its page key and its index key. The
 * compartment's own key, which would give every later epoch, is not kept and never leaves here.
 *
 * <p>Thread-safe; wiped when closed. Source: grants design, section 2.
 */
public final class CompartmentEpoch implements AutoCloseable {
  private final CompartmentId compartment;
  private final int epoch;
  private final NodeKey root;
  private final Secret pageKey;
  private final Secret indexKey;

  private CompartmentEpoch(CompartmentId compartment, int epoch, Secret compartmentKey) {
    byte[] number = Bytes.be32(epoch);
    this.compartment = compartment;
    this.epoch = epoch;
    this.root = new NodeKey(DayTree.Node.ROOT, Hkdf.derive(compartmentKey, Domain.EPOCH, number));
    this.pageKey = Hkdf.derive(compartmentKey, Domain.PAGE, number);
    this.indexKey = Hkdf.derive(compartmentKey, Domain.INDEX, number);
  }

  /**
   * Derives them.
   *
   * @param patientEpoch 32 random bytes, the patient epoch
   * @param compartment which compartment
   * @param epoch which generation of its keys, from 0
   */
  public static CompartmentEpoch derive(Secret patientEpoch, CompartmentId compartment, int epoch) {
    try (Secret key = Hkdf.derive(patientEpoch, Domain.COMPARTMENT, compartment.bytes())) {
      return new CompartmentEpoch(compartment, epoch, key);
    }
  }

  /** Which compartment. */
  public CompartmentId compartment() {
    return compartment;
  }

  /** Which generation of its keys. */
  public int epoch() {
    return epoch;
  }

  /** The root of the day tree, the highest node ever granted; still owned by this. */
  public NodeKey root() {
    return root;
  }

  /** The key of the compartment's pages; still owned by this. */
  public Secret pageKey() {
    return pageKey;
  }

  /** The key of the compartment's search index; still owned by this. */
  public Secret indexKey() {
    return indexKey;
  }

  /**
   * What a keybox gets for these days: the page key and the exact cover, as copies.
   *
   * @param days in any order, overlapping or not; none gives the page key alone
   */
  public CompartmentKeys grant(Collection<DayRange> days) {
    List<NodeKey> nodes = DayRange.union(days).stream()
        .flatMap(range -> root.cover(range).stream())
        .toList();
    return new CompartmentKeys(compartment, epoch, pageKey.copy(), nodes);
  }

  @Override
  public void close() {
    root.close();
    pageKey.close();
    indexKey.close();
  }

  /** Which keys, never the keys. */
  @Override
  public String toString() {
    return "CompartmentEpoch[" + compartment + ", " + epoch + "]";
  }
}
