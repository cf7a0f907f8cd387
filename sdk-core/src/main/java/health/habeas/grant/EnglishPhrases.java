// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.record.Category;
import health.habeas.record.Label;
import java.time.LocalDate;
import java.util.List;

/** English. Immutable. */
record EnglishPhrases() implements Phrases {
  private static final List<String> MONTHS = List.of(
      "January",
      "February",
      "March",
      "April",
      "May",
      "June",
      "July",
      "August",
      "September",
      "October",
      "November",
      "December");

  @Override
  public String of(Fixed sentence) {
    return switch (sentence) {
      case ALLOWED -> "What is allowed:";
      case NOTHING -> "Nothing.";
      case EVERY_KIND -> "records of every kind";
      case NO_SENSITIVE -> "No sensitive records.";
      case CORRECTIONS_KEEP -> "A correction is added. What was there before stays.";
      case NOTHING_READABLE -> "None of your records can be read.";
      case NOT_PASSED_ON -> "They may not pass this on.";
      case TAKE_BACK -> "You can take this back at any time. What was read by then stays read.";
      case COMPARE -> "Both sides must see the same six words. If they differ, stop.";
      case NO_NAME -> "somebody without a name";
      case KEY -> "key";
      case LOOK_CLOSELY -> "Look closely:";
      case WIDE_KINDS -> "Every kind of record is shared.";
      case WIDE_DAYS -> "Records of all days are shared, past and to come.";
      case WIDE_SENSITIVE -> "Sensitive records are shared.";
      case WIDE_KEYS ->
        "The keys open more records than you allow here."
            + " Only the reader's own software holds the rest back.";
      case WIDE_TIME -> "This lasts for more than a year.";
      case WIDE_PASSING_ON -> "They may pass this on to others.";
      case WIDE_BREAK_GLASS ->
        "In an emergency they may look without asking you, for 24 hours from the first look.";
      case WIDE_BUSINESS -> "Your records may be used to run a business.";
      case WIDE_MARKETING -> "Your records may be used to sell things to you.";
      case WIDE_TRAINING -> "Your records may be used to train AI.";
    };
  }

  @Override
  public String of(Lead lead) {
    return switch (lead) {
      case GIVEN_TO -> "You give access to your health records to";
      case PASSED_ON_BY -> "Access that you gave is passed on by";
      case PASSED_ON_TO -> "It goes to";
      case WHY -> "Why";
      case ONLY_TYPES -> "Only records of type";
      case ONLY_WRITTEN_BY -> "Only what was written by";
      case SENSITIVE_TOO -> "Sensitive records too";
      case SENSITIVE_ONLY -> "Sensitive records only";
      case KINDS_NOT_SHARED -> "Not shared";
      case SENSITIVE_NOT_SHARED -> "Sensitive records that are not shared";
      case NOT_ALLOWED -> "Not allowed";
      case VALID_ONLY_AT -> "Valid only at";
      case PROMISES -> "They promise";
      case CHECK_WORDS -> "Check words";
    };
  }

  @Override
  public String of(Action action) {
    return switch (action) {
      case READ -> "read";
      case SEARCH -> "find";
      case CREATE -> "add";
      case AMEND -> "correct";
    };
  }

  @Override
  public String of(Category category) {
    return switch (category) {
      case ALLERGIES -> "allergies";
      case PROBLEMS -> "health problems";
      case MEDICATIONS -> "medicines";
      case IMMUNIZATIONS -> "vaccines";
      case PROCEDURES -> "procedures";
      case LABORATORY -> "lab results";
      case VITAL_SIGNS -> "vital signs";
      case IMAGING -> "medical images";
      case DOCUMENTS -> "documents";
      case ENCOUNTERS -> "visits";
      case CARE_PLANS -> "care plans";
      case FAMILY_HISTORY -> "family history";
      case SOCIAL_HISTORY -> "way of life";
      case DEVICES -> "medical devices";
      case GENOMICS -> "genetic tests";
      case QUESTIONNAIRES -> "forms you filled in";
      case COVERAGE_CLAIMS -> "insurance claims";
      case DEMOGRAPHICS -> "personal details";
      case PATIENT_GENERATED -> "what you wrote yourself";
      case OTHER -> "other records";
    };
  }

  @Override
  public String of(Label label) {
    return switch (label) {
      case NORMAL -> "not sensitive";
      case PSY -> "mental health";
      case ETH -> "alcohol or drug use";
      case HIV -> "HIV";
      case SEX -> "sexual or reproductive health";
      case GDIS -> "genetic illness";
      case SDV -> "violence or abuse";
      case RESTRICTED -> "what you marked as private";
    };
  }

  @Override
  public String of(Purpose purpose) {
    return switch (purpose) {
      case TREAT -> "treatment";
      case ETREAT -> "emergency treatment";
      case BTG -> "emergency access without asking you";
      case COC -> "planning your care with others";
      case HPAYMT -> "payment";
      case HRESCH -> "research";
      case CLINTRCH -> "a clinical trial";
      case PUBHLTH -> "public health";
      case PATRQT -> "your own request";
      case FAMRQT -> "a request by your family";
      case PWATRNY -> "power of attorney";
      case SUPNWK -> "people who support you";
      case HOPERAT -> "running the business";
      case HMARKT -> "marketing";
      case MLTRAINING -> "training AI";
    };
  }

  @Override
  public String of(Obligation obligation) {
    return switch (obligation) {
      case NORDSCLCD -> "not to tell others";
      case DELAU -> "to delete it after use";
      case NOREUSE -> "not to use it for anything else";
    };
  }

  @Override
  public String quoted(String text) {
    return "“" + text + "”";
  }

  @Override
  public String and(String last) {
    return "and";
  }

  @Override
  public String day(LocalDate day) {
    return day.getDayOfMonth() + " " + MONTHS.get(day.getMonthValue() - 1) + " " + day.getYear();
  }

  @Override
  public String clock(String time) {
    return time + " UTC";
  }

  @Override
  public String window(String from, String until) {
    return "It holds from " + from + " to " + until + ".";
  }

  @Override
  public String days(DaySpan span, String first, String last) {
    return switch (span) {
      case ALL -> "Records of all days, past and to come.";
      case ONE -> "Only records of " + first + ".";
      case UP_TO -> "Only records up to " + last + ".";
      case FROM -> "Only records from " + first + " on.";
      case BETWEEN -> "Only records from " + first + " to " + last + ".";
    };
  }

  @Override
  public String onlyRecords(int count) {
    return count == 1 ? "Only 1 chosen record." : "Only " + count + " chosen records.";
  }

  @Override
  public String passedOn(int depth) {
    return depth == 1
        ? "They may pass this on. Whoever gets it may not."
        : "They may pass this on. It may go on like that up to " + depth + " times in a row.";
  }

  @Override
  public String count(long number, Unit unit) {
    String word = switch (unit) {
      case DAY -> "day";
      case HOUR -> "hour";
      case MINUTE -> "minute";
    };
    return number + " " + (number == 1 ? word : word + "s");
  }

  @Override
  public String late(String time) {
    return "If you take it back, some places learn of it late. It may take up to " + time + ".";
  }

  @Override
  public String usedAtMost(long uses) {
    return uses == 1
        ? "This can be used once, by all who get it together."
        : "This can be used " + uses + " times, by all who get it together.";
  }

  @Override
  public String eraseBy(String time) {
    return "What they read must be erased by " + time + ".";
  }
}
