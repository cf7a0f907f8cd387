// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.record.HealthRecord;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * A window over a stream of bytes that keeps every byte since a mark.
 *
 * <p>Memory: one chunk, or the bytes since the mark up to {@link HealthRecord#MAX_CONTENT_BYTES}; beyond that the mark is
 * given up and the rest only passes by. Not thread-safe: one per source.
 */
final class ByteWindow implements AutoCloseable {
  /** What {@link #peek()} answers at the end. */
  static final int END = -1;

  private static final int CHUNK = 1 << 16;
  private static final int LARGE = 1 << 20;
  private static final int NONE = -1;

  private final InputStream in;
  private byte[] buffer = new byte[CHUNK];
  private int position;
  private int limit;
  private int mark = NONE;
  private long origin;
  private boolean ended;
  private boolean damaged;
  private boolean overflowed;
  private boolean ascii = true;

  ByteWindow(InputStream in) {
    this.in = in;
  }

  /** Up to four bytes ahead, without moving. */
  byte[] head() {
    while (limit - position < 4 && fill()) {}
    return Arrays.copyOfRange(buffer, position, Math.min(limit, position + 4));
  }

  /** How many bytes of the source lie before this point. */
  long offset() {
    return origin + position;
  }

  /** Whether the stream broke off: compressed data that is cut, or whose checksum is wrong. */
  boolean damaged() {
    return damaged;
  }

  /** The next byte, or {@link #END}. */
  int peek() {
    return position < limit || fill() ? buffer[position] & 0xff : END;
  }

  /** The bytes that are at hand: from {@link #position()} to {@link #limit()}, until this window moves. */
  byte[] bytes() {
    return buffer;
  }

  int position() {
    return position;
  }

  int limit() {
    return limit;
  }

  void moveTo(int newPosition) {
    position = newPosition;
  }

  void skip(int bytes) {
    position += bytes;
  }

  /** Starts to keep bytes, from the next one on. */
  void mark() {
    mark = position;
    overflowed = false;
    ascii = true;
  }

  /** Whether bytes are being kept, or were until they became too many. */
  boolean marked() {
    return mark != NONE || overflowed;
  }

  void unmark() {
    mark = NONE;
    overflowed = false;
  }

  /** Notes that a byte above 127 came since the mark. */
  void sawBeyondAscii() {
    ascii = false;
  }

  /** Whether more bytes came since the mark than a record may have. */
  boolean overflowed() {
    return overflowed || (mark != NONE && position - mark > HealthRecord.MAX_CONTENT_BYTES);
  }

  /** The bytes since the mark, until this window moves. */
  Slice slice() {
    return new Slice(buffer, mark, position - mark, ascii);
  }

  /** The bytes from this offset, which lies behind the mark, until this window moves. */
  Slice sliceFrom(long offset) {
    int start = (int) (offset - origin);
    return new Slice(buffer, start, position - start, ascii);
  }

  /** Reads more; false at the end. Positions change, and so may the array. */
  boolean fill() {
    if (ended) {
      return false;
    }
    makeRoom();
    int n = read();
    ended = n < 0;
    limit += Math.max(n, 0);
    return !ended;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new StorageException(ErrorCode.STORE_FAILED, "closing the FHIR source failed", e);
    }
  }

  private void makeRoom() {
    if (mark != NONE && limit - mark > HealthRecord.MAX_CONTENT_BYTES) {
      overflowed = true;
      mark = NONE;
    }
    int keep = mark == NONE ? position : mark;
    byte[] roomy = buffer;
    if (limit - keep == buffer.length) {
      roomy = new byte[Math.min(2 * buffer.length, HealthRecord.MAX_CONTENT_BYTES + CHUNK)];
    } else if (mark == NONE && buffer.length > LARGE) {
      roomy = new byte[CHUNK];
    }
    System.arraycopy(buffer, keep, roomy, 0, limit - keep);
    buffer = roomy;
    origin += keep;
    position -= keep;
    limit -= keep;
    mark = mark == NONE ? NONE : 0;
  }

  private int read() {
    try {
      return in.read(buffer, limit, buffer.length - limit);
    } catch (EOFException | ZipException e) {
      damaged = true;
      return END;
    } catch (IOException e) {
      throw new StorageException(ErrorCode.STORE_FAILED, "reading the FHIR source failed", e);
    }
  }
}
