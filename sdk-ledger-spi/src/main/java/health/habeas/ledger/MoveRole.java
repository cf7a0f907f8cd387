// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.proof.SignerKey;
import java.util.Optional;

/**
 * Which part a place has in a move ({@link LogMove}), as its backend is told when it opens it. Only a move makes another role
 * than {@link #none()}. Immutable.
 */
public final class MoveRole {
  private static final MoveRole NONE = new MoveRole(false, Optional.empty());

  private final boolean departing;
  private final Optional<SignerKey> arriving;

  private MoveRole(boolean departing, Optional<SignerKey> arriving) {
    this.departing = departing;
    this.arriving = arriving;
  }

  /** A log that stays where it is. */
  public static MoveRole none() {
    return NONE;
  }

  /** The place that a log leaves. */
  static MoveRole departing() {
    return new MoveRole(true, Optional.empty());
  }

  /** The place that a log with this key comes to. */
  static MoveRole arriving(SignerKey key) {
    return new MoveRole(false, Optional.of(key));
  }

  /** Whether the log leaves: the place then opens even if it retired, as long as it has the key. */
  public boolean isDeparting() {
    return departing;
  }

  /** The key of a log that comes here: the place then is not a log of its own before it is adopted. */
  public Optional<SignerKey> arriving() {
    return arriving;
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "MoveRole[" + (departing ? "departing" : arriving.isPresent() ? "arriving" : "none")
        + ']';
  }
}
