// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.file;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.VerifierKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** The first 72 bytes of a journal: what it is, whose log it is, and a seal over both that the first record chains to. */
final class JournalHeader {
  static final int SIZE_BYTES = 72;
  private static final byte[] MAGIC = "HBSLEDG".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 1;
  private static final int SEALED_BYTES = SIZE_BYTES - Frame.SEAL_BYTES;

  private JournalHeader() {}

  static byte[] encode(VerifierKey log) {
    ByteBuffer out = ByteBuffer.allocate(SIZE_BYTES).put(MAGIC).put(VERSION).put(digest(log));
    return out.put(Frame.seal(new byte[0], out.array(), 0, SEALED_BYTES)).array();
  }

  /** Checks that a journal begins as that of a log must. */
  static void check(Path file, JournalChannel channel, VerifierKey log) throws IOException {
    ByteBuffer found = ByteBuffer.allocate(SIZE_BYTES);
    channel.read(found, 0);
    byte[] header = found.array();
    byte[] seal = Frame.seal(new byte[0], header, 0, SEALED_BYTES);
    if (!Arrays.equals(seal, 0, Frame.SEAL_BYTES, header, SEALED_BYTES, SIZE_BYTES)) {
      throw corrupt("the header of the file " + file + ", at byte 0, is damaged");
    }
    if (header[MAGIC.length] != VERSION) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.VERSION_UNKNOWN, "the file " + file + " has a format of another version");
    }
    if (!Arrays.equals(header, encode(log))) {
      throw corrupt("the file " + file + " belongs to another log than the key beside it");
    }
  }

  private static byte[] digest(VerifierKey log) {
    byte[] name = log.toString().getBytes(StandardCharsets.UTF_8);
    return Frame.seal(new byte[0], name, 0, name.length);
  }

  private static LedgerException corrupt(String what) {
    return new LedgerException.Integrity(LedgerErrorCode.LOG_CORRUPT, what);
  }
}
