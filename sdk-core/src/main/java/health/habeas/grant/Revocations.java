// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A snapshot of revoked handles in memory.
 *
 * <p>Guarantee: {@link #merge} is commutative, associative and idempotent, and more revocations never allow more (L28).
 * Immutable; the map is copied.
 *
 * @param positions for each revoked handle the ledger position that revoked it first
 * @param asOf the moment up to which it is complete
 */
public record Revocations(Map<StatusHandle, Long> positions, Instant asOf)
    implements RevocationView {
  /** Copies the map. */
  public Revocations {
    positions = Map.copyOf(positions);
  }

  /**
   * Nothing is revoked.
   *
   * @param asOf the moment up to which that is known
   */
  public static Revocations none(Instant asOf) {
    return new Revocations(Map.of(), asOf);
  }

  /**
   * The same with one more; the handle may belong to a grant that was not seen yet (L31).
   *
   * @param handle what is revoked
   * @param position the ledger position of its preimage
   */
  public Revocations with(StatusHandle handle, long position) {
    return merge(new Revocations(Map.of(handle, position), asOf));
  }

  /**
   * The same, complete up to another moment; an earlier one changes nothing.
   *
   * @param moment the moment
   */
  public Revocations completeAt(Instant moment) {
    return moment.isAfter(asOf) ? new Revocations(positions, moment) : this;
  }

  /**
   * Everything that either knows.
   *
   * @param other another view
   */
  public Revocations merge(Revocations other) {
    Map<StatusHandle, Long> all = new HashMap<>(positions);
    other.positions.forEach((handle, position) -> all.merge(handle, position, Math::min));
    return new Revocations(all, asOf.isAfter(other.asOf) ? asOf : other.asOf);
  }

  @Override
  public OptionalLong revokedSince(StatusHandle handle) {
    Long position = positions.get(handle);
    return position == null ? OptionalLong.empty() : OptionalLong.of(position);
  }

  /** How many, and as of when. */
  @Override
  public String toString() {
    return "Revocations[" + positions.size() + " as of " + asOf + "]";
  }
}
