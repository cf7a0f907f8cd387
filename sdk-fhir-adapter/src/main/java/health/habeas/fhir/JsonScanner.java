// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Steps through the members of JSON objects and the elements of arrays, and over their values. Not thread-safe. */
final class JsonScanner {
  private static final int MAX_WORD_CHARS = 64;

  private final ByteWindow window;
  private final TextScanner text;
  private boolean first;

  JsonScanner(ByteWindow window, TextScanner text) {
    this.window = window;
    this.text = text;
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
    text.skipSpace();
    expect(':');
    text.skipSpace();
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
    int c = text.next();
    if (c == '"') {
      text.skipString();
    } else if (c == '{' || c == '[') {
      text.skipContainers(1);
    } else if (isScalar(c)) {
      while (isScalar(window.peek())) {
        window.skip(1);
      }
    } else {
      throw broken();
    }
  }

  /** Steps over a comma, or over the closing bracket, which it gives back. */
  private int separator(char close) throws Refused {
    int c = text.skipSpace();
    if (c == close) {
      window.skip(1);
    } else if (!first) {
      expect(',');
      c = text.skipSpace();
      if (c == close) {
        throw broken();
      }
    }
    first = false;
    return c;
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
    text.skipString();
    return "";
  }

  private char escaped() throws Refused {
    int c = text.next();
    if (c != 'u') {
      return (char) c;
    }
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(text.next(), 16);
      if (digit < 0) {
        throw broken();
      }
      value = value << 4 | digit;
    }
    return (char) value;
  }

  private void expect(char c) throws Refused {
    if (text.next() != c) {
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

  private Refused broken() {
    return new Refused(
        ErrorCode.FHIR_NOT_JSON, "the JSON is broken at byte " + (window.offset() - 1));
  }
}
