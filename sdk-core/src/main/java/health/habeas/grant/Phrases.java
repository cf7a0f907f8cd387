// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.record.Category;
import health.habeas.record.Label;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * One language of {@link GrantText}. A sentence or word that a language lacks does not compile: each switch names every
 * value. Written for patients: short sentences, common words. Immutable.
 */
sealed interface Phrases permits EnglishPhrases, SpanishPhrases, GermanPhrases {
  static Phrases of(Language language) {
    return switch (language) {
      case ENGLISH -> new EnglishPhrases();
      case SPANISH -> new SpanishPhrases();
      case GERMAN -> new GermanPhrases();
    };
  }

  /** A unit of time that people count in. */
  enum Unit {
    DAY,
    HOUR,
    MINUTE
  }

  String of(Fixed sentence);

  String of(Lead lead);

  String of(Action action);

  String of(Category category);

  String of(Label label);

  String of(Purpose purpose);

  String of(Obligation obligation);

  /** In the quotation marks of the language; the text has none in it, see {@link ForeignText}. */
  String quoted(String text);

  /** The word that joins the last two of a list, for this last one. */
  String and(String last);

  String day(LocalDate day);

  /** A time of day in UTC, said to be so. */
  String clock(String time);

  /** From the first time to the second. */
  String window(String from, String until);

  /** Which days, by their first and last. */
  String days(DaySpan span, String first, String last);

  /** Only so many records, which were named one by one. */
  String onlyRecords(int count);

  /** May be passed on, so many links deep, at least one. */
  String passedOn(int depth);

  /** So many of a unit. */
  String count(long number, Unit unit);

  /** So many uses in all, at least one. */
  String usedAtMost(long uses);

  /** What was read must be gone by this time. */
  String eraseBy(String time);

  /** Some verifiers learn of a revocation so late. */
  String late(String time);

  default String days(DayRange days) {
    return days(DaySpan.of(days), day(days.from()), day(days.to().minusDays(1)));
  }

  default String time(Instant time) {
    LocalTime clock = LocalTime.ofInstant(time, ZoneOffset.UTC);
    return day(LocalDate.ofInstant(time, ZoneOffset.UTC)) + " (" + clock(clock.toString()) + ")";
  }

  default String list(List<String> words) {
    int last = words.size() - 1;
    if (last <= 0) {
      return String.join("", words);
    }
    String end = words.get(last);
    return String.join(", ", words.subList(0, last)) + " " + and(end) + " " + end;
  }
}
