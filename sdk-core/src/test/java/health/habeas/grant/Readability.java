// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How hard a grant's text is to read, by a published formula for each language.
 *
 * <p>What counts as a sentence: up to a full stop, question mark or the end of a line. A list ("Not shared: a, b and c.")
 * is one sentence of its lead and its hardest item: to count each item as a sentence would flatter the text with sentences
 * of one word, and to count the whole list as one would measure how much a grant leaves out, not how it says so. A name in
 * quotation marks counts as one word of two syllables, and the digits of a key beside it not at all: they are not the
 * template's. A figure counts as one word with a syllable for each digit.
 */
enum Readability {
  /** Flesch-Kincaid grade (Kincaid and others, 1975): years of school. */
  ENGLISH(" and ") {
    private static final Map<String, Integer> KNOWN =
        Map.of("somebody", 3, "people", 2, "business", 2, "something", 2, "area", 3);

    @Override
    double of(List<List<String>> sentences) {
      List<String> words = flat(sentences);
      return 0.39 * words.size() / sentences.size()
          + 11.8 * syllables(words) / words.size()
          - 15.59;
    }

    @Override
    int ofWord(String word) {
      if (KNOWN.containsKey(word)) {
        return KNOWN.get(word);
      }
      String spoken = word.replaceAll("(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$", "")
          .replaceAll("(?<=[^aeioudt])ed$", "d")
          .replaceAll("(?<=[^aeiouszxcgh])es$", "s")
          .replaceAll("(?<![tscgx])(i)([aou])", "$1-$2")
          .replaceAll("ua(?=[lr])", "u-a");
      return groups(spoken, "[aeiouy]+");
    }
  },
  /** INFLESZ (Szigriszt-Pazos 1993, Barrio-Cantalejo 2008), made for texts for patients: 55 to 65 is normal, more is easier. */
  SPANISH(" [ye] ") {
    @Override
    double of(List<List<String>> sentences) {
      List<String> words = flat(sentences);
      return 206.835
          - 62.3 * syllables(words) / words.size()
          - (double) words.size() / sentences.size();
    }

    @Override
    int ofWord(String word) {
      String sounds = word.replaceAll("[qg]u(?=[eiéí])", "q").replaceAll("y$", "i");
      int weak = groups(sounds, "(?<![aeoáéóíú])[iuü]+(?![aeoáéóíú])");
      return weak + groups(sounds, "[aeoáéóíú]");
    }
  },
  /** First Vienna formula for non-fiction (Bamberger and Vanecek 1984): years of school. */
  GERMAN(" und ") {
    @Override
    double of(List<List<String>> sentences) {
      List<String> words = flat(sentences);
      double percent = 100.0 / words.size();
      double many = percent * words.stream().filter(w -> ofToken(w) >= 3).count();
      double one = percent * words.stream().filter(w -> ofToken(w) == 1).count();
      double long7 = percent * words.stream().filter(w -> w.length() > 6).count();
      double length = (double) words.size() / sentences.size();
      return 0.1935 * many + 0.1672 * length + 0.1297 * long7 - 0.0327 * one - 0.875;
    }

    @Override
    int ofWord(String word) {
      return groups(word.replace("qu", "q"), "[aeä]u|[ae]i|ie|aa|ee|oo|[aeiouäöüy]");
    }
  };

  private static final Pattern QUOTED = Pattern.compile("[“«„][^“”«»„]*[”»“]");
  private static final Pattern KEY = Pattern.compile(" \\([^()]*…\\)");
  private static final Pattern ORDINAL = Pattern.compile("(\\d)\\. (?=\\p{Lu}\\p{L}+ \\d{4})");

  private final String and;

  Readability(String and) {
    this.and = and;
  }

  static Readability of(Language language) {
    return valueOf(language.name());
  }

  /** The formula's figure for a text. */
  double of(String text) {
    return of(sentences(text));
  }

  abstract double of(List<List<String>> sentences);

  /** The syllables of a word in lower-case letters. */
  abstract int ofWord(String word);

  List<List<String>> sentences(String text) {
    String own = KEY.matcher(QUOTED.matcher(text).replaceAll("Maria")).replaceAll("");
    List<List<String>> sentences = new ArrayList<>();
    for (String line : ORDINAL.matcher(own).replaceAll("$1 ").split("\n", -1)) {
      for (String sentence : line.split("(?<=[.?])\\s+", -1)) {
        List<String> words = words(hardest(sentence));
        if (!words.isEmpty()) {
          sentences.add(words);
        }
      }
    }
    return sentences;
  }

  int syllables(List<String> words) {
    return words.stream().mapToInt(this::ofToken).sum();
  }

  int ofToken(String token) {
    String digits = token.replaceAll("\\D", "");
    String letters = token.replaceAll("\\P{L}", "");
    boolean spelled = letters.length() <= 3
        && letters.length() > 1
        && letters.equals(letters.toUpperCase(Locale.ROOT));
    return digits.length()
        + (spelled
            ? letters.length()
            : letters.isEmpty() ? 0 : Math.max(1, ofWord(letters.toLowerCase(Locale.ROOT))));
  }

  private String hardest(String sentence) {
    int colon = sentence.indexOf(": ");
    if (colon < 0) {
      return sentence;
    }
    String[] items = sentence.substring(colon + 2).split(", |" + and, -1);
    return sentence.substring(0, colon) + " "
        + Arrays.stream(items)
            .max(Comparator.comparingInt(i -> syllables(words(i))))
            .orElseThrow();
  }

  private static List<String> words(String sentence) {
    return Arrays.stream(sentence.split("[^\\p{L}\\p{N}:'’-]+", -1))
        .filter(w -> w.codePoints().anyMatch(Character::isLetterOrDigit))
        .toList();
  }

  private static List<String> flat(List<List<String>> sentences) {
    return sentences.stream().flatMap(List::stream).toList();
  }

  private static int groups(String word, String pattern) {
    return (int) Pattern.compile(pattern).matcher(word).results().count();
  }
}
