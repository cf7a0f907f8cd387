// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import java.util.List;
import java.util.Locale;

/**
 * Where the pieces of one stored object are, who is late or wrong, and what may still fail; learned without any key of the
 * content. Immutable.
 *
 * @param object the beginning of its random id, in hex
 * @param needed k, how many sound pieces rebuild it; 0 if no sound manifest was found, so that nothing more is known
 * @param pieces one for each shard, by its index
 * @param manifests each custodian's copy of the manifest
 */
public record ObjectStatus(String object, int needed, List<Piece> pieces, List<Piece> manifests) {
  /** How a custodian has what it should have. */
  public enum State {
    /** It gave the very bytes that were stored. */
    SOUND("sound"),
    /** It answers, and does not have them. */
    MISSING("missing: the custodian answers and does not have it"),
    /** It gave other bytes. */
    ALTERED("altered: what the custodian gave is not what was stored"),
    /** It did not answer. */
    SILENT("unknown: the custodian does not answer");

    private final String words;

    State(String words) {
      this.words = words;
    }

    /** Whether it can be put back now. */
    public boolean isRepairable() {
      return this == MISSING || this == ALTERED;
    }
  }

  /**
   * One piece, or one copy.
   *
   * @param custodian its name
   * @param state how it is there
   */
  public record Piece(String custodian, State state) {}

  /** Copies the lists. */
  public ObjectStatus {
    pieces = List.copyOf(pieces);
    manifests = List.copyOf(manifests);
  }

  /** How many pieces are known to be sound. */
  public int sound() {
    return count(pieces, State.SOUND);
  }

  /** How many of the sound pieces may still be lost; negative if so many are missing. */
  public int mayFail() {
    return sound() - needed;
  }

  /** Whether the object can be rebuilt now. */
  public boolean isReadable() {
    return needed > 0 && mayFail() >= 0;
  }

  /** Whether every piece and every copy is sound. */
  public boolean isWhole() {
    return needed > 0
        && sound() == pieces.size()
        && count(manifests, State.SOUND) == manifests.size();
  }

  private static int count(List<Piece> pieces, State state) {
    return (int) pieces.stream().filter(piece -> piece.state() == state).count();
  }

  /** For people, one line for each piece. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("object " + object + "…");
    if (needed > 0) {
      text.append(": any ").append(needed).append(" of ").append(pieces.size());
      text.append(" pieces rebuild it\n");
    } else {
      text.append(": no custodian that answers has a sound manifest of it\n");
    }
    int width =
        pieces.stream().mapToInt(piece -> piece.custodian().length()).max().orElse(1);
    for (int shard = 0; shard < pieces.size(); shard++) {
      Piece piece = pieces.get(shard);
      text.append(String.format(
          Locale.ROOT,
          "  piece %d  %-" + width + "s  %s%n",
          shard,
          piece.custodian(),
          piece.state().words));
    }
    for (Piece copy : manifests) {
      if (copy.state() != State.SOUND) {
        text.append("  manifest at ").append(copy.custodian()).append("  ");
        text.append(copy.state().words).append('\n');
      }
    }
    return text.append(summary()).toString().replace("\r", "");
  }

  private String summary() {
    if (!isReadable()) {
      return "can't be rebuilt now: " + sound() + " pieces are sound, and " + needed
          + " are needed";
    }
    return mayFail() == 0
        ? "can be rebuilt, and no more pieces may be lost"
        : "can be rebuilt, and " + mayFail() + " more pieces may be lost";
  }
}
