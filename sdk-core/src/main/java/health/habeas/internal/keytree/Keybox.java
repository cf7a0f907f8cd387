// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hkdf;
import health.habeas.internal.crypto.Secret;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All keys of one grant: the preimage that revokes it, the secret under which it gets later ones, and for each compartment and epoch the page key and the nodes
 * that cover its days. A key update for a grant that survives a revocation has the same structure.
 *
 * <p>Guarantees: it opens exactly the slots of its compartments × days (L46); a child's is computed from it alone,
 * offline (L47); two together open what each opens (L48). No equals and no hashCode; wiped when closed. Thread-safe.
 */
public final class Keybox implements AutoCloseable {
  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::compartment).thenComparingInt(Place::epoch);

  private final Secret statusPreimage;
  private final Secret updateSecret;
  private final TreeMap<Place, CompartmentKeys> keys = new TreeMap<>(ORDER);

  private record Place(CompartmentId compartment, int epoch) {}

  /**
   * Takes ownership of the preimage, the secret and the keys.
   *
   * @param statusPreimage 32 bytes
   * @param updateSecret 32 bytes; none of the two tells the other, since the preimage is public when the grant has ended
   * @param keys each compartment and epoch once, in any order; none for a grant that only writes
   */
  public Keybox(Secret statusPreimage, Secret updateSecret, Collection<CompartmentKeys> keys) {
    this.statusPreimage = statusPreimage;
    this.updateSecret = updateSecret;
    for (CompartmentKeys one : keys) {
      if (this.keys.put(new Place(one.compartment(), one.epoch()), one) != null) {
        throw new IllegalArgumentException("a compartment and epoch stands once in a keybox");
      }
    }
  }

  /**
   * The status preimage of a child grant: HKDF(parent's preimage, STATUS_ROOT, nonce). So whoever may revoke the parent
   * may revoke the child, and not the other way round (L30). The caller closes it.
   *
   * @param parent the parent's preimage
   * @param childNonce the child grant's nonce
   */
  public static Secret childPreimage(Secret parent, byte[] childNonce) {
    return Hkdf.derive(parent, Domain.STATUS_ROOT, childNonce);
  }

  /**
   * The update secret of a child grant: HKDF(parent's secret, UPDATE_SECRET, nonce). So the patient knows that of every chain
   * that she has seen. The caller closes it.
   *
   * @param parent the parent's secret
   * @param childNonce the child grant's nonce
   */
  public static Secret childUpdateSecret(Secret parent, byte[] childNonce) {
    return Hkdf.derive(parent, Domain.UPDATE_SECRET, childNonce);
  }

  /** From what names and keys of a delegated grant's key updates derive; still owned by this. */
  public Secret updateSecret() {
    return updateSecret;
  }

  /** What revokes the grant when it is published; still owned by this. */
  public Secret statusPreimage() {
    return statusPreimage;
  }

  /** The keys, by compartment, then epoch; still owned by this. */
  public List<CompartmentKeys> keys() {
    return List.copyOf(keys.values());
  }

  /**
   * The keys of one compartment in one epoch, empty when there are none; still owned by this.
   *
   * @param compartment which compartment
   * @param epoch which generation of its keys
   */
  public Optional<CompartmentKeys> keys(CompartmentId compartment, int epoch) {
    return Optional.ofNullable(keys.get(new Place(compartment, epoch)));
  }

  /**
   * The key of a day, empty when it is out of reach; the caller closes it.
   *
   * @param compartment which compartment
   * @param epoch which generation of its keys
   * @param day any day
   */
  public Optional<Secret> leaf(CompartmentId compartment, int epoch, int day) {
    return keys(compartment, epoch).flatMap(one -> one.leaf(day));
  }

  /**
   * A child's keybox, with copies of exactly those keys that are within both (L47), in every epoch there is.
   *
   * @param childNonce the child grant's nonce
   * @param reaches what the child may open, in any order; what this can't open is left out
   */
  public Keybox narrow(byte[] childNonce, Collection<Reach> reaches) {
    Map<CompartmentId, List<DayRange>> days = reaches.stream()
        .collect(Collectors.groupingBy(
            Reach::compartment, Collectors.mapping(Reach::days, Collectors.toList())));
    List<CompartmentKeys> narrowed = keys.values().stream()
        .map(one -> one.narrow(days.getOrDefault(one.compartment(), List.of())))
        .filter(one -> !one.nodes().isEmpty())
        .toList();
    return new Keybox(
        childPreimage(statusPreimage, childNonce),
        childUpdateSecret(updateSecret, childNonce),
        narrowed);
  }

  /**
   * This with a key update: copies of what either has, and this one's preimage and secret.
   *
   * @param update the keys of later epochs, or of more compartments
   */
  public Keybox merge(Keybox update) {
    Stream<CompartmentKeys> kept = keys.values().stream()
        .map(mine ->
            update.keys(mine.compartment(), mine.epoch()).map(mine::merge).orElseGet(mine::copy));
    Stream<CompartmentKeys> added = update.keys.values().stream()
        .filter(one -> keys(one.compartment(), one.epoch()).isEmpty())
        .map(CompartmentKeys::copy);
    return new Keybox(
        statusPreimage.copy(), updateSecret.copy(), Stream.concat(kept, added).toList());
  }

  @Override
  public void close() {
    statusPreimage.close();
    updateSecret.close();
    keys.values().forEach(CompartmentKeys::close);
  }

  /** How many compartments and epochs, never a key. */
  @Override
  public String toString() {
    return "Keybox[" + keys.size() + " compartment epochs]";
  }
}
