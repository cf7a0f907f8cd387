// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import java.time.Instant;

/**
 * One entry of a vault's journal: an event, its place, and what its ledger leaf commits to.
 *
 * @param sequence 0, 1, 2 …
 * @param previous the digest of the entry before; 32 zero bytes for the first
 * @param opening 32 random bytes that hide the event in its leaf
 * @param time when the patient's agent wrote it, in whole seconds
 * @param event what happened
 */
record JournalEntry(
    long sequence, byte[] previous, byte[] opening, Instant time, VaultEvent event) {
  byte[] bytes() {
    return new CborWriter()
        .array(6)
        .integer(sequence)
        .bytes(previous)
        .bytes(opening)
        .integer(time.getEpochSecond())
        .integer(event.kind())
        .bytes(event.body())
        .toBytes();
  }

  static JournalEntry parse(byte[] bytes) {
    CborReader in = CborReader.of(bytes, ErrorCode.VAULT_ROLLED_BACK);
    in.arrayOf(6);
    long sequence = in.integer(0, Long.MAX_VALUE);
    byte[] previous = in.bytesOf(Sha256.SIZE_BYTES);
    byte[] opening = in.bytesOf(Sha256.SIZE_BYTES);
    Instant time = Instant.ofEpochSecond(in.integer());
    int kind = (int) in.integer(0, 255);
    VaultEvent event = VaultEvent.read(kind, in.bytes(bytes.length));
    in.end();
    return new JournalEntry(sequence, previous, opening, time, event);
  }

  /** What the next entry names as its previous. */
  byte[] digest() {
    return Sha256.of(Domain.JOURNAL, bytes());
  }

  /** The 32 bytes that go into the ledger: they hide everything from whoever lacks the opening. */
  byte[] leaf() {
    byte[] committed = new CborWriter()
        .array(3)
        .integer(event.kind())
        .integer(time.getEpochSecond())
        .bytes(digest())
        .toBytes();
    return Sha256.of(Domain.LEAF, opening, committed);
  }
}
