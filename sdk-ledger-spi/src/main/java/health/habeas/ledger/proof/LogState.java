// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What a log says of its maps at one size: the text that it signs, and commits to by an entry of its own. So a state is
 * covered by whatever covers the log: its checkpoints, every kind of cosignature, and replay by anybody. Immutable.
 *
 * @param origin names the log
 * @param size the number of entries that the maps are made of, from the first one on
 * @param status the root of {@link LogMap#STATUS}
 * @param labels the root of {@link LogMap#LABELS}
 */
public record LogState(String origin, long size, TreeHash status, TreeHash labels) {
  /** A state is recorded at most this many entries after those that it is made of. */
  public static final int MAX_LAG = 1 << 16;

  private static final String HEADER = "habeas.health/log-state@v1";
  private static final byte[] LEAF = "habeas/leaf/log-state/1".getBytes(StandardCharsets.US_ASCII);
  // Ids that begin so are the log's own: a client that had one could keep the log from stating.
  private static final byte[] RESERVED = Arrays.copyOf(
      LogMap.hash("habeas/entry/log-state/1".getBytes(StandardCharsets.US_ASCII), new byte[0]), 24);

  /** Checks the size. */
  public LogState {
    if (size < 0) {
      throw malformed();
    }
  }

  /**
   * Reads the text of a state, strictly: what is accepted is written back byte for byte by {@link #text()}.
   *
   * @param text five lines, each ended by a newline
   */
  public static LogState parse(String text) {
    List<String> lines = List.of(text.split("\n", -1));
    if (lines.size() != 6 || !lines.get(0).equals(HEADER) || !lines.get(5).isEmpty()) {
      throw malformed();
    }
    return new LogState(
        lines.get(1),
        DecimalText.parse(lines.get(2)),
        TreeHash.parse(lines.get(3)),
        TreeHash.parse(lines.get(4)));
  }

  /**
   * Whether an entry's id is one that only logs may use.
   *
   * @param id of 32 bytes
   */
  public static boolean isReserved(byte[] id) {
    return Arrays.equals(id, 0, RESERVED.length, RESERVED, 0, RESERVED.length);
  }

  /**
   * The size of the state that an entry of a reserved id is of.
   *
   * @param id of 32 bytes
   */
  public static long size(byte[] id) {
    return ByteBuffer.wrap(id).getLong(RESERVED.length);
  }

  /** The root of a map. */
  public TreeHash root(LogMap map) {
    return map == LogMap.STATUS ? status : labels;
  }

  /** The text that is signed. */
  public String text() {
    return HEADER + '\n' + origin + '\n' + size + '\n' + status + '\n' + labels + '\n';
  }

  /** The entry by which the log commits to it: the id of 32 bytes, then a leaf of 32 bytes. */
  public byte[] entry() {
    return ByteBuffer.allocate(2 * TreeHash.SIZE_BYTES)
        .put(RESERVED)
        .putLong(size)
        .put(LogMap.hash(LEAF, text().getBytes(StandardCharsets.UTF_8)))
        .array();
  }

  private static LedgerException malformed() {
    return new LedgerException.Integrity(
        LedgerErrorCode.NOTE_MALFORMED, "a text is not the state of a log's maps");
  }
}
