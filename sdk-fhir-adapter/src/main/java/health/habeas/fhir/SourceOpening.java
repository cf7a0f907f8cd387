// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Looks at a source's first bytes: unpacks gzip, steps over a byte order mark, and refuses what can't be FHIR JSON. */
final class SourceOpening {
  private static final int GZIP_BUFFER = 1 << 16;
  private static final int GZIP_MAGIC = 0x1f8b;

  private SourceOpening() {}

  /** A window at the first byte of JSON. Closes the stream if it refuses. */
  static ByteWindow open(InputStream in, FhirFormat format) {
    ByteWindow window = new ByteWindow(unpacked(in));
    try {
      requireJson(window, format);
      return window;
    } catch (InvalidInputException e) {
      window.close();
      throw e;
    }
  }

  private static InputStream unpacked(InputStream in) {
    try {
      PushbackInputStream raw = new PushbackInputStream(in, 2);
      byte[] magic = raw.readNBytes(2);
      raw.unread(magic);
      boolean gzip =
          magic.length == 2 && ((magic[0] & 0xff) << 8 | (magic[1] & 0xff)) == GZIP_MAGIC;
      return gzip ? new GZIPInputStream(raw, GZIP_BUFFER) : raw;
    } catch (EOFException | ZipException e) {
      throw new InvalidInputException(
          ErrorCode.FHIR_TRUNCATED, "the compressed source is cut within its header", e);
    } catch (IOException e) {
      throw new StorageException(ErrorCode.STORE_FAILED, "reading the FHIR source failed", e);
    }
  }

  private static void requireJson(ByteWindow window, FhirFormat format) {
    byte[] head = window.head();
    if (startsWith(head, 0xef, 0xbb, 0xbf)) {
      window.skip(3);
    } else if (startsWith(head, 0xfe, 0xff) || startsWith(head, 0xff, 0xfe) || hasZero(head)) {
      throw new InvalidInputException(
          ErrorCode.FHIR_NOT_UTF8, "the source is UTF-16 or UTF-32, or no text at all");
    }
    if (format != FhirFormat.NDJSON) {
      requireObject(window);
    }
  }

  /** NDJSON may be empty, and a bad first line is only a bad line; a document is nothing without its first brace. */
  private static void requireObject(ByteWindow window) {
    int first = firstByte(window);
    if (first == ByteWindow.END) {
      throw new InvalidInputException(
          ErrorCode.FHIR_TRUNCATED, "the source holds nothing, or is cut before its first byte");
    }
    if (first != '{') {
      throw new InvalidInputException(
          ErrorCode.FHIR_UNSUPPORTED, "the source does not begin with a JSON object");
    }
  }

  private static int firstByte(ByteWindow window) {
    int c = window.peek();
    while (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      window.skip(1);
      c = window.peek();
    }
    return c;
  }

  private static boolean startsWith(byte[] head, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (i >= head.length || (head[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasZero(byte[] head) {
    for (byte b : head) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }
}
