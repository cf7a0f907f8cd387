// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Steps through JSON by its outer form: members, separators, and where values end. A value that is stepped over is not
 * checked inside: brackets are counted whatever their kind, so that a broken resource ends where it should. Not
 * thread-safe.
 */
final class JsonScanner {
  /** What a line end inside a value means. */
  enum LineEnd {
    /** White space, as JSON says. */
    SPACE,
    /** The value is broken: each line of NDJSON stands for itself. */
    BREAK,
    /** Inside a string, and followed by an opening brace, it is a broken line of NDJSON. */
    GUESS
  }

  private static final int MAX_WORD_CHARS = 64;

  private final ByteWindow window;
  private LineEnd lineEnd = LineEnd.SPACE;
  private long line = 1;
  private boolean first;

  JsonScanner(ByteWindow window) {
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

  /** Steps into an object or array, at its opening bracket. */
  void enter(char open) throws Refused {
    expect(open);
    first = true;
  }

  /** The next member's name, with its value next; null when the object ended. */
  @Nullable
  String memberName() throws Refused {
    if (separator('}') == '}') {
      return null;
    }
    expect('"');
    String name = word();
    skipSpace();
    expect(':');
    skipSpace();
    return name;
  }

  /** The next value's first byte in an array; the closing bracket, stepped over, when it ended. */
  int element() throws Refused {
    return separator(']');
  }

  /** The value next, if it is a short ASCII string; else the empty string. Steps over it in any case. */
  String shortString() throws Refused {
    if (window.peek() != '"') {
      skipValue();
      return "";
    }
    window.skip(1);
    return word();
  }

  void skipValue() throws Refused {
    int c = next();
    if (c == '"') {
      skipString();
    } else if (c == '{' || c == '[') {
      skipContainers(1);
    } else if (isScalar(c)) {
      while (isScalar(window.peek())) {
        window.skip(1);
      }
    } else {
      throw broken();
    }
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
          window.moveTo(p);
          skipString();
          p = window.position();
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
        }
      }
      window.moveTo(p);
    } while (window.fill());
    throw cut();
  }

  private void skipString() throws Refused {
    do {
      byte[] bytes = window.bytes();
      int end = window.limit();
      int p = window.position();
      while (p < end) {
        byte c = bytes[p++];
        if (c > '\\' || (c >= ' ' && c != '"' && c != '\\')) {
          continue;
        }
        window.moveTo(p);
        if (c == '"') {
          return;
        }
        unusual(c);
        p = window.position();
        bytes = window.bytes();
        end = window.limit();
      }
      window.moveTo(p);
    } while (window.fill());
    throw cut();
  }

  private void unusual(byte c) throws Refused {
    if (c == '\\') {
      next();
    } else if (c < 0) {
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

  /** Steps over a comma, or over the closing bracket, which it gives back. */
  private int separator(char close) throws Refused {
    int c = skipSpace();
    if (c == close) {
      window.skip(1);
    } else if (!first) {
      expect(',');
      c = skipSpace();
      if (c == close) {
        throw broken();
      }
    }
    first = false;
    return c;
  }

  private int skipSpace() throws Refused {
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

  /** A short ASCII string after its opening quote, unescaped; any other comes back as the empty string. */
  private String word() throws Refused {
    StringBuilder word = new StringBuilder();
    for (int c = window.peek();
        c >= ' ' && c <= '~' && word.length() < MAX_WORD_CHARS;
        c = window.peek()) {
      window.skip(1);
      if (c == '"') {
        return word.toString();
      }
      word.append(c == '\\' ? escaped() : (char) c);
    }
    skipString();
    return "";
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
        throw broken();
      }
      value = value << 4 | digit;
    }
    return (char) value;
  }

  private int next() throws Refused {
    int c = window.peek();
    if (c == ByteWindow.END) {
      throw cut();
    }
    window.skip(1);
    return c;
  }

  private void expect(char c) throws Refused {
    if (next() != c) {
      throw broken();
    }
  }

  private static boolean isScalar(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || c == '-'
        || c == '+'
        || c == '.'
        || c == 'E';
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

  private Refused broken() {
    return new Refused(
        ErrorCode.FHIR_NOT_JSON, "the JSON is broken at byte " + (window.offset() - 1));
  }

  private Refused cut() {
    return new Refused(
        ErrorCode.FHIR_TRUNCATED, "the source ends inside it, at byte " + window.offset());
  }
}
