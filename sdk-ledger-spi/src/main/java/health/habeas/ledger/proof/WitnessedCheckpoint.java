// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A head that a log signed and a quorum of witnesses cosigned: what {@link TrustPolicy#verify} returns. Immutable.
 *
 * @param checkpoint the head
 * @param cosigned when each witness of the policy cosigned it, by its own clock, under its name in the policy; without
 *     those that did not
 */
public record WitnessedCheckpoint(Checkpoint checkpoint, Map<String, Instant> cosigned) {
  /** Copies the times. */
  public WitnessedCheckpoint {
    cosigned = Collections.unmodifiableMap(new LinkedHashMap<>(cosigned));
  }
}
