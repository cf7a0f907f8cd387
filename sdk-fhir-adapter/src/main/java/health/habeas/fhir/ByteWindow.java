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
 * A window over a stream of JSON text that keeps every byte since a mark, and knows where strings and brackets end.
 *
 * <p>Memory: one chunk, or the bytes since the mark up to {@link HealthRecord#MAX_CONTENT_BYTES}; beyond that the mark is
 * given up and the rest is only skipped. Not thread-safe: one per source.
 */
final class ByteWindow implements AutoCloseable {
  private static final int CHUNK = 1 << 16;
  private static final int LARGE = 1 << 20;
  private static final int MAX_WORD_CHARS = 64;
  private static final int NONE = -1;

  private final InputStream in;
  private byte[] buffer = new byte[CHUNK];
  private int position;
  private int limit;
  private int mark = NONE;
  private long origin;
  private long line = 1;
  private boolean ended;
  private boolean damaged;
  private boolean overflowed;
  private boolean ascii = true;
  private NewlineRule newlines = NewlineRule.SPACE;

  /** What a line end inside a value means. */
  enum NewlineRule {
    /** White space, as JSON says. */
    SPACE,
    /** The value is broken: each line of NDJSON stands for itself. */
    BREAK,
    /** Inside a string, and followed by an opening brace, it is a broken line of NDJSON. */
    GUESS
  }

  ByteWindow(InputStream in) {
    this.in = in;
  }

  /** Up to four bytes ahead, without moving. */
  byte[] head() {
    while (limit - position < 4 && fill()) {}
    return Arrays.copyOfRange(buffer, position, Math.min(limit, position + 4));
  }

  void skip(int bytes) {
    position += bytes;
  }

  void newlines(NewlineRule rule) {
    newlines = rule;
  }

  long offset() {
    return origin + position;
  }

  long line() {
    return line;
  }

  /** Whether the stream broke off: compressed data that is cut, or whose checksum is wrong. */
  boolean damaged() {
    return damaged;
  }

  /** The next byte, or -1 at the end. */
  int peek() {
    return position < limit || fill() ? buffer[position] & 0xff : NONE;
  }

  int next() throws Refused {
    if (position == limit && !fill()) {
      throw cut();
    }
    return buffer[position++] & 0xff;
  }

  /** Starts to keep bytes, from the next one on. */
  void mark() {
    mark = position;
    overflowed = false;
    ascii = true;
  }

  void unmark() {
    mark = NONE;
  }

  /** Whether more bytes followed the mark than a record may have. */
  boolean overflowed() {
    return overflowed || position - mark > HealthRecord.MAX_CONTENT_BYTES;
  }

  /** The bytes since the mark; the array is valid until this window moves. */
  Slice slice() {
    return new Slice(buffer, mark, position - mark, ascii);
  }

  /** Skips white space inside a value. */
  int skipSpace() throws Refused {
    while (true) {
      int c = peek();
      if (c == '\n') {
        newline();
      } else if (c != ' ' && c != '\t' && c != '\r') {
        return c;
      }
      position++;
    }
  }

  /** Skips white space between values, where a line end is always allowed. */
  int skipSpaceBetween() throws Refused {
    NewlineRule rule = newlines;
    newlines = NewlineRule.SPACE;
    int c = skipSpace();
    newlines = rule;
    return c;
  }

  /** Skips to after the next line end, or to the end of the stream. */
  void skipLine() {
    for (int c = peek(); c != NONE; c = peek()) {
      position++;
      if (c == '\n') {
        line++;
        return;
      }
    }
  }

  /** Skips to after the bracket that closes {@code depth} open ones. The kinds of brackets are the parser's matter. */
  void skipContainers(int depth) throws Refused {
    int open = depth;
    while (true) {
      byte[] bytes = buffer;
      int end = limit;
      int p = position;
      while (p < end) {
        byte c = bytes[p++];
        if (c == '"') {
          position = p;
          skipString();
          p = position;
          bytes = buffer;
          end = limit;
        } else if (c == '{' || c == '[') {
          open++;
        } else if (c == '}' || c == ']') {
          if (--open == 0) {
            position = p;
            return;
          }
        } else if (c == '\n') {
          position = p - 1;
          newline();
        }
      }
      position = p;
      if (!fill()) {
        throw cut();
      }
    }
  }

  /** Skips to after the quote that closes a string. */
  void skipString() throws Refused {
    while (true) {
      byte[] bytes = buffer;
      int end = limit;
      int p = position;
      while (p < end) {
        byte c = bytes[p++];
        if (c > '\\' || (c >= ' ' && c != '"' && c != '\\')) {
          continue;
        }
        position = p;
        if (c == '"') {
          return;
        }
        if (c == '\\') {
          next();
        } else if (c == '\n') {
          newlineInString();
        } else if (c < 0) {
          ascii = false;
        }
        p = position;
        bytes = buffer;
        end = limit;
      }
      position = p;
      if (!fill()) {
        throw cut();
      }
    }
  }

  /** A short ASCII string after its opening quote; any other comes back as the empty string. */
  String word() throws Refused {
    StringBuilder word = new StringBuilder();
    for (int c = peek(); c >= ' ' && c <= '~' && word.length() < MAX_WORD_CHARS; c = peek()) {
      position++;
      if (c == '"') {
        return word.toString();
      }
      word.append(c == '\\' ? escaped() : (char) c);
    }
    skipString();
    return "";
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new StorageException(ErrorCode.STORE_FAILED, "closing the FHIR source failed", e);
    }
  }

  private char escaped() throws Refused {
    int c = next();
    if (c != 'u') {
      return (char) c;
    }
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(next(), 16);
      if (digit < 0) {
        throw new Refused(ErrorCode.FHIR_NOT_JSON, "an escape is broken at byte " + offset());
      }
      value = value << 4 | digit;
    }
    return (char) value;
  }

  private Refused cut() {
    return new Refused(ErrorCode.FHIR_TRUNCATED, "the source ends inside it, at byte " + offset());
  }

  private void newline() throws Refused {
    if (newlines == NewlineRule.BREAK) {
      throw lineEnded();
    }
    line++;
  }

  private void newlineInString() throws Refused {
    boolean guessed = newlines == NewlineRule.GUESS && peek() == '{';
    if (guessed || newlines == NewlineRule.BREAK) {
      position--;
      throw lineEnded();
    }
    line++;
  }

  private static Refused lineEnded() {
    return new Refused(ErrorCode.FHIR_NOT_JSON, "the line ends before its JSON object does");
  }

  private boolean fill() {
    if (ended) {
      return false;
    }
    makeRoom();
    int n = read();
    ended = n < 0;
    limit += Math.max(n, 0);
    return !ended;
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
      return NONE;
    } catch (IOException e) {
      throw new StorageException(ErrorCode.STORE_FAILED, "reading the FHIR source failed", e);
    }
  }
}
