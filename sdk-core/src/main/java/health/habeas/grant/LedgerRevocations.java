// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.ledger.Ledger;
import health.habeas.ledger.LogFollower;
import health.habeas.ledger.StoredEntry;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Learns revocations by following a ledger: every leaf might be the preimage of a status handle, and only who knows the
 * handle can tell. So an observer can neither count nor link one patient's revocations.
 *
 * <p>Guarantee: what it has read is proven against the log's signed head; a rollback or a fork raises an integrity error.
 * Grow-only (L28). Memory: about 100 bytes an entry of the log. Thread-safe.
 */
public final class LedgerRevocations {
  private final Ledger ledger;
  private final LogFollower follower;
  private final Map<StatusHandle, Long> positions = new ConcurrentHashMap<>();
  private volatile long followed;

  private LedgerRevocations(Ledger ledger) {
    this.ledger = ledger;
    this.follower = new LogFollower(ledger.verifier(), this::take);
  }

  /**
   * A view that has read nothing yet.
   *
   * @param ledger which log to follow
   */
  public static LedgerRevocations of(Ledger ledger) {
    return new LedgerRevocations(ledger);
  }

  /**
   * Reads what is new, and gives a snapshot that does not change during a decision.
   *
   * @param now one sample of the local clock
   */
  public RevocationView follow(Instant now) {
    long size = follower.follow(ledger).size();
    followed = Math.max(followed, size);
    return new Snapshot(positions, size, now);
  }

  /** How many entries have been read. */
  public long followed() {
    return followed;
  }

  private void take(StoredEntry stored) {
    positions.putIfAbsent(StatusHandle.ofPreimage(stored.entry().leaf()), stored.position());
  }

  /** Everything below a log size; later entries do not show. */
  private record Snapshot(Map<StatusHandle, Long> positions, long size, Instant asOf)
      implements RevocationView {
    @Override
    public OptionalLong revokedSince(StatusHandle handle) {
      Long position = positions.get(handle);
      return position == null || position >= size
          ? OptionalLong.empty()
          : OptionalLong.of(position);
    }
  }
}
