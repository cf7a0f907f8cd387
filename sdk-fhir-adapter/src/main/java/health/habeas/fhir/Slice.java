// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of one resource, still inside the window that read them: valid until that window moves, hence never kept.
 *
 * @param buffer the window's buffer, not copied
 * @param start the first byte
 * @param length how many bytes
 * @param ascii whether no byte of its strings is above 127
 */
record Slice(byte[] buffer, int start, int length, boolean ascii) {
  private static final int CHARS = 8192;

  byte[] copy() {
    return Arrays.copyOfRange(buffer, start, start + length);
  }

  /** Refuses everything that RFC 3629 does: overlong forms, surrogates, stray and missing bytes. */
  void requireUtf8() throws Refused {
    if (ascii) {
      return;
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.wrap(buffer, start, length);
    CharBuffer thrownAway = CharBuffer.allocate(CHARS);
    CoderResult result = CoderResult.OVERFLOW;
    while (result.isOverflow()) {
      thrownAway.clear();
      result = decoder.decode(bytes, thrownAway, true);
    }
    if (result.isError()) {
      throw new Refused(
          ErrorCode.FHIR_NOT_UTF8, "it is not UTF-8 at its byte " + (bytes.position() - start));
    }
  }
}
