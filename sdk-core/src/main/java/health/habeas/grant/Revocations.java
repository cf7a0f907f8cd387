// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.key.VerifyKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A snapshot of revocations in memory.
 *
 * <p>Guarantee: {@link #merge} is commutative, associative and idempotent, and more revocations never allow more (L28).
 * Immutable; the maps are copied.
 *
 * @param positions for each revoked handle the ledger position that revoked it first
 * @param keys what is known of keys
 * @param followed how many ledger entries are known
 * @param asOf the moment up to which it is complete
 */
public record Revocations(
    Map<StatusHandle, Long> positions,
    Map<VaultKey, Set<KeyRevocation>> keys,
    long followed,
    Instant asOf)
    implements RevocationView {
  /**
   * A key as one vault uses it.
   *
   * @param vault whose grants
   * @param key an issuer's or a holder's
   */
  public record VaultKey(VaultId vault, VerifyKey key) {}

  /** Copies the maps. */
  public Revocations {
    positions = Map.copyOf(positions);
    Map<VaultKey, Set<KeyRevocation>> copy = new HashMap<>();
    keys.forEach((key, known) -> copy.put(key, Set.copyOf(known)));
    keys = Map.copyOf(copy);
  }

  /**
   * Revoked handles alone; {@link #followedTo} tells how much of the ledger is known.
   *
   * @param positions for each revoked handle the ledger position that revoked it first
   * @param asOf the moment up to which it is complete
   */
  public Revocations(Map<StatusHandle, Long> positions, Instant asOf) {
    this(positions, Map.of(), 0, asOf);
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
   * The same with a statement about a key, which the caller has found permitted and in the ledger.
   *
   * @param statement what it says
   * @param position the ledger position of its entry
   */
  public Revocations with(RevocationStatement statement, long position) {
    VaultKey key = new VaultKey(statement.vault(), statement.key());
    Map<VaultKey, Set<KeyRevocation>> one = Map.of(key, Set.of(statement.at(position)));
    return merge(new Revocations(Map.of(), one, 0, asOf));
  }

  /**
   * The same, of a ledger that was followed so far; less changes nothing.
   *
   * @param size how many entries
   */
  public Revocations followedTo(long size) {
    return new Revocations(positions, keys, Math.max(followed, size), asOf);
  }

  /**
   * The same, complete up to another moment; an earlier one changes nothing.
   *
   * @param moment the moment
   */
  public Revocations completeAt(Instant moment) {
    return moment.isAfter(asOf) ? new Revocations(positions, keys, followed, moment) : this;
  }

  /**
   * Everything that either knows.
   *
   * @param other another view
   */
  public Revocations merge(Revocations other) {
    Map<StatusHandle, Long> all = new HashMap<>(positions);
    other.positions.forEach((handle, position) -> all.merge(handle, position, Math::min));
    Map<VaultKey, Set<KeyRevocation>> allKeys = new HashMap<>(keys);
    other.keys.forEach((key, known) -> allKeys.merge(key, known, Revocations::union));
    return new Revocations(
        all,
        allKeys,
        Math.max(followed, other.followed),
        asOf.isAfter(other.asOf) ? asOf : other.asOf);
  }

  private static Set<KeyRevocation> union(Set<KeyRevocation> one, Set<KeyRevocation> other) {
    Set<KeyRevocation> both = new HashSet<>(one);
    both.addAll(other);
    return both;
  }

  @Override
  public OptionalLong revokedSince(StatusHandle handle) {
    Long position = positions.get(handle);
    return position == null ? OptionalLong.empty() : OptionalLong.of(position);
  }

  @Override
  public Set<KeyRevocation> keyRevocations(VaultId vault, VerifyKey key) {
    return keys.getOrDefault(new VaultKey(vault, key), Set.of());
  }

  /** How many, and as of when. */
  @Override
  public String toString() {
    return "Revocations[" + (positions.size() + keys.size()) + " as of " + asOf + "]";
  }
}
