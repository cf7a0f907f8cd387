// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hkdf;
import health.habeas.internal.crypto.Hmac;
import health.habeas.internal.crypto.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Somebody who holds keyboxes and keeps to no rule: on every slot it tries every key in them as a leaf, as a node, as an
 * epoch's root, as a compartment and as a patient epoch, whatever compartment and epoch the key came with.
 */
final class Thief {
  private final List<NodeKey> nodes = new ArrayList<>();
  private final List<Secret> keys = new ArrayList<>();

  Thief(List<Keybox> stolen) {
    for (Keybox keybox : stolen) {
      keys.add(keybox.statusPreimage());
      keys.add(keybox.updateSecret());
      for (CompartmentKeys one : keybox.keys()) {
        keys.add(one.pageKey());
        nodes.addAll(one.nodes());
      }
    }
    nodes.forEach(node -> keys.add(node.key(SECRET_ACCESS)));
  }

  boolean opens(World.Sealed sealed) {
    int day = sealed.record().day();
    Stream<Secret> honest =
        nodes.stream().filter(node -> node.node().days().contains(day)).map(node -> node.leaf(day));
    return Stream.concat(honest, keys.stream().flatMap(key -> guesses(key, sealed)))
        .anyMatch(leaf -> sealed.slot().unwrap(leaf, sealed.wrapped()).isPresent());
  }

  private static Stream<Secret> guesses(Secret key, World.Sealed sealed) {
    int day = sealed.record().day();
    int epoch = sealed.record().epoch();
    Secret below = Secret.owning(Hmac.of(key, new byte[] {(byte) (day & 1)}));
    Secret asRoot = new NodeKey(DayTree.Node.ROOT, key).leaf(day);
    Secret root = Hkdf.derive(key, Domain.EPOCH, Bytes.be32(epoch));
    Secret asCompartment = new NodeKey(DayTree.Node.ROOT, root).leaf(day);
    Secret asPatientEpoch =
        CompartmentEpoch.derive(key, sealed.compartment(), epoch).root().leaf(day);
    return Stream.of(key, below, asRoot, asCompartment, asPatientEpoch);
  }
}
