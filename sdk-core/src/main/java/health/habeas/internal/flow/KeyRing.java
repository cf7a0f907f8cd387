// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.crypto.Secret;
import health.habeas.internal.flow.VaultState.Generation;
import health.habeas.internal.keytree.CompartmentEpoch;
import health.habeas.internal.keytree.CompartmentKeys;
import health.habeas.internal.keytree.DayRange;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The keys of every compartment, derived from the patient epoch when first asked for. Not thread-safe. */
final class KeyRing implements AutoCloseable {
  private final Secret patientEpoch;
  private final Map<Generation, CompartmentKeys> whole = new HashMap<>();

  KeyRing(Secret patientEpoch) {
    this.patientEpoch = patientEpoch;
  }

  /** All days of one generation. */
  CompartmentKeys keys(Generation generation) {
    return whole.computeIfAbsent(generation, g -> of(g, List.of(DayRange.ALL)));
  }

  /** Some days of one generation, to give away; the caller closes them. */
  CompartmentKeys of(Generation generation, Collection<DayRange> days) {
    try (CompartmentEpoch epoch =
        CompartmentEpoch.derive(patientEpoch, generation.compartment(), generation.epoch())) {
      return epoch.grant(days);
    }
  }

  Secret patientEpoch() {
    return patientEpoch;
  }

  @Override
  public void close() {
    whole.values().forEach(CompartmentKeys::close);
    patientEpoch.close();
  }
}
