// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A C2SP signed note: a text, and signature lines of whoever vouches for it. Reading it verifies nothing; that is
 * the part of a {@link NoteKey}.
 *
 * <p>Guarantee: no two lines have the same name and key id, so that nobody chooses among a key's signatures. Immutable.
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
    boolean plain = text.endsWith("\n")
        && text.chars().allMatch(c -> c >= 0x20 || c == '\n')
        && Utf8Text.isEncodable(text);
    if (!plain || signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
      throw malformed("a note is lines of plain text with 1 to " + MAX_SIGNATURES + " signatures");
    }
    Set<String> keys = new HashSet<>();
    if (!signatures.stream().allMatch(line -> keys.add(line.keyId() + " " + line.name()))) {
      throw malformed("two signature lines of a note are of the same key");
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

  /**
   * Reads a note from a file's bytes, strictly.
   *
   * @param utf8 the whole note
   */
  public static SignedNote parse(byte[] utf8) {
    return parse(Utf8Text.decode(utf8));
  }

  /**
   * The line of a key, not verified.
   *
   * @param name the key's name
   * @param keyId the key's id
   */
  public Optional<NoteSignature> signature(String name, int keyId) {
    return signatures.stream()
        .filter(line -> line.keyId() == keyId && line.name().equals(name))
        .findFirst();
  }

  /**
   * The same text with one line more; a line of the same key is replaced.
   *
   * @param line comes last
   */
  public SignedNote with(NoteSignature line) {
    List<NoteSignature> lines = new ArrayList<>(signatures);
    lines.removeIf(old -> old.keyId() == line.keyId() && old.name().equals(line.name()));
    lines.add(line);
    return new SignedNote(text, lines);
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
