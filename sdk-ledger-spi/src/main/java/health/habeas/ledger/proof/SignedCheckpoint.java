// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.nio.charset.StandardCharsets;

/**
 * A checkpoint with the signatures that travel with it. Nothing in it is verified until {@link NoteKey#signed} or a
 * {@code LogVerifier} says so. Immutable.
 *
 * @param note the signed note whose text is a checkpoint
 */
public record SignedCheckpoint(SignedNote note) {
  /** Checks that the note's text is a checkpoint. */
  public SignedCheckpoint {
    Checkpoint.parse(note.text());
  }

  /**
   * Reads a signed checkpoint, strictly.
   *
   * @param note the whole note
   */
  public static SignedCheckpoint parse(String note) {
    return new SignedCheckpoint(SignedNote.parse(note));
  }

  /**
   * Reads a signed checkpoint from a file's bytes, strictly.
   *
   * @param utf8 the whole note
   */
  public static SignedCheckpoint parse(byte[] utf8) {
    return new SignedCheckpoint(SignedNote.parse(utf8));
  }

  /** What the note claims. Do not act on it before the signature is verified. */
  public Checkpoint claimed() {
    return Checkpoint.parse(note.text());
  }

  /** The note's bytes, as files and servers hold them. */
  public byte[] bytes() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The whole note, as it travels. */
  @Override
  public String toString() {
    return note.toString();
  }
}
