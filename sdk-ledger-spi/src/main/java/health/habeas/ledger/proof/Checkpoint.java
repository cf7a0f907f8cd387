// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * What a log says of itself at one size: the text of a C2SP tlog-checkpoint. It is worth only as much as the signature
 * over it; see {@link SignedCheckpoint}. Immutable.
 *
 * @param origin names the log
 * @param size the number of leaves
 * @param root the root of the Merkle tree of that size
 * @param extensions further lines that the log signed, usually none
 */
public record Checkpoint(String origin, long size, TreeHash root, List<String> extensions) {
  /** Checks that the parts form one text. */
  public Checkpoint {
    extensions = List.copyOf(extensions);
    if (!isLine(origin) || size < 0 || !extensions.stream().allMatch(Checkpoint::isLine)) {
      throw malformed("the origin or an extension line is empty, or the size is negative");
    }
  }

  /**
   * A checkpoint without extension lines.
   *
   * @param origin names the log
   * @param size the number of leaves
   * @param root the root of the Merkle tree of that size
   */
  public static Checkpoint of(String origin, long size, TreeHash root) {
    return new Checkpoint(origin, size, root, List.of());
  }

  /**
   * Reads the text of a checkpoint, strictly: what is accepted is written back byte for byte by {@link #text()}.
   *
   * @param text the lines, each ended by a newline
   */
  public static Checkpoint parse(String text) {
    String[] lines = text.split("\n", -1);
    if (lines.length < 4 || !lines[lines.length - 1].isEmpty()) {
      throw malformed("a checkpoint has at least three lines, each ended by a newline");
    }
    List<String> extensions = List.of(lines).subList(3, lines.length - 1);
    return new Checkpoint(
        lines[0], DecimalText.parse(lines[1]), TreeHash.parse(lines[2]), extensions);
  }

  /**
   * The name of a log in addresses and files: SHA-256 of its origin, in lower-case hex. C2SP tlog-witness.
   *
   * @param origin names the log
   */
  public static String originHash(String origin) {
    byte[] utf8 = origin.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(TreeHash.newDigest().digest(utf8));
  }

  /** The text that is signed. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(origin)
        .append('\n')
        .append(size)
        .append('\n')
        .append(root.base64())
        .append('\n');
    extensions.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static boolean isLine(String line) {
    return !line.isEmpty() && line.chars().allMatch(c -> c >= 0x20);
  }

  private static LedgerException malformed(String what) {
    return new LedgerException.Integrity(LedgerErrorCode.NOTE_MALFORMED, what);
  }
}
