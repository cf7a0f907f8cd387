// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;

/**
 * Steps over white space, strings, objects and arrays, and counts lines. What is stepped over is not checked inside:
 * brackets are counted whatever their kind, so that a broken resource ends where it should. Not thread-safe.
 */
final class TextScanner {
  /** What a line end inside a value means. */
  enum LineEnd {
    /** White space, as JSON says. */
    SPACE,
    /** The value is broken: each line of NDJSON stands for itself. */
    BREAK,
    /** Inside a string, and followed by an opening brace, it is a broken line of NDJSON. */
    GUESS
  }

  private final ByteWindow window;
  private LineEnd lineEnd = LineEnd.SPACE;
  private long line = 1;

  TextScanner(ByteWindow window) {
    this.window = window;
  }

  long line() {
    return line;
  }

  /** Steps over white space before a value of its own, where line ends are allowed; then they mean what is said. */
  int nextRoot(LineEnd inside) throws Refused {
    lineEnd = LineEnd.SPACE;
    int c = skipSpace();
    lineEnd = inside;
    return c;
  }

  /** Skips to after the next line end, or to the end of the source. */
  void skipLine() {
    for (int c = window.peek(); c != ByteWindow.END; c = window.peek()) {
      window.skip(1);
      if (c == '\n') {
        line++;
        return;
      }
    }
  }

  int skipSpace() throws Refused {
    while (true) {
      int c = window.peek();
      if (c == '\n') {
        lineEnds();
      } else if (c != ' ' && c != '\t' && c != '\r') {
        return c;
      }
      window.skip(1);
    }
  }

  int next() throws Refused {
    int c = window.peek();
    if (c == ByteWindow.END) {
      throw cut();
    }
    window.skip(1);
    return c;
  }

  /** Skips to after the bracket that closes {@code depth} open ones. */
  void skipContainers(int depth) throws Refused {
    int open = depth;
    do {
      byte[] bytes = window.bytes();
      int end = window.limit();
      int p = window.position();
      while (p < end) {
        byte c = bytes[p++];
        if (c == '"') {
          p = closingQuote(bytes, p, end);
          bytes = window.bytes();
          end = window.limit();
        } else if (c == '{' || c == '[') {
          open++;
        } else if ((c == '}' || c == ']') && --open == 0) {
          window.moveTo(p);
          return;
        } else if (c == '\n') {
          window.moveTo(p - 1);
          lineEnds();
        } else if (c == ' ') {
          p = EightBytes.skipSpaces(bytes, p, end);
        }
      }
      window.moveTo(p);
    } while (window.fill());
    throw cut();
  }

  /** Skips to after the quote that closes a string. */
  void skipString() throws Refused {
    window.moveTo(closingQuote(window.bytes(), window.position(), window.limit()));
  }

  /** The position after the quote that closes a string; short strings end within the bytes that are at hand. */
  private int closingQuote(byte[] bytes, int from, int end) throws Refused {
    int p = EightBytes.skipPlain(bytes, from, end);
    if (p < end && bytes[p] == '"') {
      return p + 1;
    }
    window.moveTo(p);
    while (true) {
      int c = window.peek();
      if (c == ByteWindow.END) {
        throw cut();
      }
      window.skip(1);
      if (c == '"') {
        return window.position();
      }
      unusual(c);
      window.moveTo(EightBytes.skipPlain(window.bytes(), window.position(), window.limit()));
    }
  }

  private void unusual(int c) throws Refused {
    if (c == '\\') {
      next();
    } else if (c > 127) {
      window.sawBeyondAscii();
    } else if (c == '\n') {
      boolean newLine = lineEnd == LineEnd.GUESS && window.peek() == '{';
      if (newLine || lineEnd == LineEnd.BREAK) {
        window.skip(-1);
        throw lineBroken();
      }
      line++;
    }
  }

  private void lineEnds() throws Refused {
    if (lineEnd == LineEnd.BREAK) {
      throw lineBroken();
    }
    line++;
  }

  private static Refused lineBroken() {
    return new Refused(ErrorCode.FHIR_NOT_JSON, "the line ends before its JSON object does");
  }

  private Refused cut() {
    return new Refused(
        ErrorCode.FHIR_TRUNCATED, "the source ends inside it, at byte " + window.offset());
  }
}
