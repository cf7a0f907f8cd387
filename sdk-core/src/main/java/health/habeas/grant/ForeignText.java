// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import java.text.Normalizer;

/**
 * Text that others chose, made safe to stand in quotation marks: one line of letters, digits and a few signs. Quotation
 * marks, brackets, line breaks, control, direction and invisible characters are left out, so it can neither end its
 * quotation, nor look like "(key …)", nor turn the text around it. Thread-safe.
 */
final class ForeignText {
  static final int MAX_CHARACTERS = 120;

  private static final String SIGNS = ".,:;'&/+#@_-*%!?";
  private static final String LOW_QUOTES = "\"‚„";
  private static final int MAX_MARKS_IN_A_ROW = 2;
  private static final int MODIFIERS_FROM = 0x2B0;
  private static final int MODIFIERS_TO = 0x2FF;
  private static final int HANGUL_FILLERS_FROM = 0x115F;
  private static final int HANGUL_FILLERS_TO = 0x1160;

  private final StringBuilder shown = new StringBuilder();
  private int marks;

  private ForeignText() {}

  /** What is left of the text; {@code ?} when nothing is. */
  static String shown(String text) {
    ForeignText clean = new ForeignText();
    Normalizer.normalize(text, Normalizer.Form.NFKC).codePoints().forEach(clean::take);
    String line = clean.shown.toString().strip().replaceAll(" +", " ").replaceAll("'+", "'");
    return line.isEmpty() ? "?" : cut(line);
  }

  private void take(int c) {
    marks = isMark(c) ? marks + 1 : 0;
    if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
      shown.append(' ');
    } else if (isQuote(c)) {
      shown.append('\'');
    } else if (isShown(c)) {
      shown.appendCodePoint(c);
    }
  }

  private boolean isShown(int c) {
    return isLetter(c)
        || Character.isDigit(c)
        || SIGNS.indexOf(c) >= 0
        || (isMark(c) && marks <= MAX_MARKS_IN_A_ROW && !shown.isEmpty());
  }

  // spacing modifiers look like quotation marks, Hangul fillers like nothing
  private static boolean isLetter(int c) {
    return Character.isLetter(c)
        && (c < MODIFIERS_FROM || c > MODIFIERS_TO)
        && (c < HANGUL_FILLERS_FROM || c > HANGUL_FILLERS_TO);
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  private static boolean isQuote(int c) {
    int type = Character.getType(c);
    return type == Character.INITIAL_QUOTE_PUNCTUATION
        || type == Character.FINAL_QUOTE_PUNCTUATION
        || LOW_QUOTES.indexOf(c) >= 0;
  }

  private static String cut(String line) {
    return line.codePointCount(0, line.length()) <= MAX_CHARACTERS
        ? line
        : line.substring(0, line.offsetByCodePoints(0, MAX_CHARACTERS)) + "…";
  }
}
