// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.List;

/**
 * A C2SP signed note: a text, and signature lines of whoever vouches for it. Reading it verifies nothing; that is
 * {@link VerifierKey}'s part. Immutable.
 *
 * @param text the signed text, ended by a newline
 * @param signatures one to 64 signatures, in the order of the note
 */
public record SignedNote(String text, List<NoteSignature> signatures) {
  private static final int MAX_CHARS = 1 << 18;
  private static final int MAX_SIGNATURES = 64;

  /** Checks the text and the number of signatures. */
  public SignedNote {
    signatures = List.copyOf(signatures);
    boolean plain = text.endsWith("\n") && text.chars().allMatch(c -> c >= 0x20 || c == '\n');
    if (!plain || signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
      throw malformed("a note is lines of plain text with 1 to " + MAX_SIGNATURES + " signatures");
    }
  }

  /**
   * Reads a note, strictly: what is accepted is written back byte for byte by {@link #toString()}.
   *
   * @param note at most 256 Ki characters
   */
  public static SignedNote parse(String note) {
    int split = note.lastIndexOf("\n\n");
    // String.lines() also ends a line at a carriage return, which a note never holds.
    boolean framed = split >= 0 && note.endsWith("\n") && note.indexOf('\r') < 0;
    if (note.length() > MAX_CHARS || !framed) {
      throw malformed("a note has a text, an empty line and signature lines");
    }
    String lines = note.substring(split + 2);
    List<NoteSignature> signatures = lines.lines().map(NoteSignature::parse).toList();
    return new SignedNote(note.substring(0, split + 1), signatures);
  }

  /** The whole note, as it travels. */
  @Override
  public String toString() {
    StringBuilder note = new StringBuilder(text).append('\n');
    signatures.forEach(signature -> note.append(signature.line()).append('\n'));
    return note.toString();
  }

  private static LedgerException malformed(String what) {
    return new LedgerException.Integrity(LedgerErrorCode.NOTE_MALFORMED, what);
  }
}
