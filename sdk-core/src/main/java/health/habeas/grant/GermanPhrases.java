// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.record.Category;
import health.habeas.record.Label;
import java.time.LocalDate;
import java.util.List;

/** German, with the polite form. Immutable. */
record GermanPhrases() implements Phrases {
  private static final List<String> MONTHS = List.of(
      "Januar",
      "Februar",
      "März",
      "April",
      "Mai",
      "Juni",
      "Juli",
      "August",
      "September",
      "Oktober",
      "November",
      "Dezember");

  @Override
  public String of(Fixed sentence) {
    return switch (sentence) {
      case ALLOWED -> "Das ist erlaubt:";
      case NOTHING -> "Nichts.";
      case EVERY_KIND -> "Daten jeder Art";
      case NO_SENSITIVE -> "Keine heiklen Daten.";
      case CORRECTIONS_KEEP -> "Eine Korrektur kommt hinzu. Was vorher da war, bleibt.";
      case NOTHING_READABLE -> "Nichts von Ihren Daten kann gelesen werden.";
      case NOT_PASSED_ON -> "Das darf nicht an andere gehen.";
      case TAKE_BACK ->
        "Sie können Ihr Ja immer widerrufen. Was bis dahin gelesen wurde, bleibt gelesen.";
      case COMPARE ->
        "Beide Seiten müssen die gleichen sechs Wörter sehen. Wenn nicht, halten Sie an.";
      case NO_NAME -> "unbekannt";
      case KEY -> "Schlüssel";
      case LOOK_CLOSELY -> "Sehen Sie genau hin:";
      case WIDE_KINDS -> "Daten jeder Art werden geteilt.";
      case WIDE_DAYS -> "Daten aller Tage werden geteilt, alte und neue.";
      case WIDE_SENSITIVE -> "Heikle Daten werden geteilt.";
      case WIDE_KEYS ->
        "Die Schlüssel öffnen mehr, als Sie hier erlauben. Nur das Programm beim Empfänger hält den Rest zurück.";
      case WIDE_TIME -> "Das gilt mehr als ein Jahr lang.";
      case WIDE_PASSING_ON -> "Das darf an andere gehen.";
      case WIDE_BREAK_GLASS ->
        "Im Notfall darf man hineinsehen, ohne Sie zu fragen, 24 Stunden lang ab dem ersten Mal.";
      case WIDE_BUSINESS -> "Ihre Daten dürfen dem Betrieb dienen.";
      case WIDE_MARKETING -> "Ihre Daten dürfen der Werbung dienen.";
      case WIDE_TRAINING -> "Mit Ihren Daten darf man KI trainieren.";
    };
  }

  @Override
  public String of(Lead lead) {
    return switch (lead) {
      case GIVEN_TO -> "Sie geben Ihre Daten frei für";
      case PASSED_ON_BY -> "Ihre Freigabe gibt weiter";
      case PASSED_ON_TO -> "Sie geht an";
      case WHY -> "Wofür";
      case ONLY_TYPES -> "Nur Daten vom Typ";
      case ONLY_WRITTEN_BY -> "Nur Daten von";
      case SENSITIVE_TOO -> "Auch heikle Daten";
      case SENSITIVE_ONLY -> "Nur heikle Daten";
      case KINDS_NOT_SHARED -> "Nicht geteilt";
      case SENSITIVE_NOT_SHARED -> "Heikle Daten, die nicht geteilt werden";
      case NOT_ALLOWED -> "Nicht erlaubt";
      case VALID_ONLY_AT -> "Gilt nur bei";
      case PROMISES -> "Versprochen ist";
      case CHECK_WORDS -> "Prüfwörter";
    };
  }

  @Override
  public String of(Action action) {
    return switch (action) {
      case READ -> "lesen";
      case SEARCH -> "suchen";
      case CREATE -> "hinzufügen";
      case AMEND -> "korrigieren";
    };
  }

  @Override
  public String of(Category category) {
    return switch (category) {
      case ALLERGIES -> "Allergien";
      case PROBLEMS -> "Diagnosen";
      case MEDICATIONS -> "Medikamente";
      case IMMUNIZATIONS -> "Impfungen";
      case PROCEDURES -> "Eingriffe";
      case LABORATORY -> "Laborwerte";
      case VITAL_SIGNS -> "Messwerte wie Puls";
      case IMAGING -> "Bilder vom Körper";
      case DOCUMENTS -> "Dokumente";
      case ENCOUNTERS -> "Besuche";
      case CARE_PLANS -> "Behandlungspläne";
      case FAMILY_HISTORY -> "Krankheiten in der Familie";
      case SOCIAL_HISTORY -> "Lebensweise";
      case DEVICES -> "Hilfsmittel";
      case GENOMICS -> "Gentests";
      case QUESTIONNAIRES -> "Fragebögen";
      case COVERAGE_CLAIMS -> "Kosten der Versicherung";
      case DEMOGRAPHICS -> "Angaben zur Person";
      case PATIENT_GENERATED -> "was Sie selbst notiert haben";
      case OTHER -> "andere Daten";
    };
  }

  @Override
  public String of(Label label) {
    return switch (label) {
      case NORMAL -> "nicht heikel";
      case PSY -> "seelische Gesundheit";
      case ETH -> "Alkohol oder Drogen";
      case HIV -> "HIV";
      case SEX -> "Sexualität oder Fortpflanzung";
      case GDIS -> "Erbkrankheit";
      case SDV -> "Gewalt oder Missbrauch";
      case RESTRICTED -> "was Sie als privat markiert haben";
    };
  }

  @Override
  public String of(Purpose purpose) {
    return switch (purpose) {
      case TREAT -> "Behandlung";
      case ETREAT -> "Behandlung im Notfall";
      case BTG -> "Zugriff im Notfall ohne Rückfrage";
      case COC -> "Planung Ihrer Versorgung mit anderen";
      case HPAYMT -> "Bezahlung";
      case HRESCH -> "Forschung";
      case CLINTRCH -> "eine klinische Studie";
      case PUBHLTH -> "öffentliche Gesundheit";
      case PATRQT -> "Ihr eigener Wunsch";
      case FAMRQT -> "ein Wunsch Ihrer Familie";
      case PWATRNY -> "eine Vollmacht";
      case SUPNWK -> "Ihre Helfer";
      case HOPERAT -> "Betrieb der Einrichtung";
      case HMARKT -> "Werbung";
      case MLTRAINING -> "Training von KI";
    };
  }

  @Override
  public String of(Obligation obligation) {
    return switch (obligation) {
      case NORDSCLCD -> "es nicht weiterzusagen";
      case DELAU -> "es nach Gebrauch zu löschen";
      case NOREUSE -> "es für nichts anderes zu nutzen";
    };
  }

  @Override
  public String quoted(String text) {
    return "„" + text + "“";
  }

  @Override
  public String and(String last) {
    return "und";
  }

  @Override
  public String day(LocalDate day) {
    return day.getDayOfMonth() + ". " + MONTHS.get(day.getMonthValue() - 1) + " " + day.getYear();
  }

  @Override
  public String clock(String time) {
    return time + " Uhr UTC";
  }

  @Override
  public String window(String from, String until) {
    return "Das gilt vom " + from + " bis zum " + until + ".";
  }

  @Override
  public String days(DaySpan span, String first, String last) {
    return switch (span) {
      case ALL -> "Daten aller Tage, alte und neue.";
      case ONE -> "Nur Daten vom " + first + ".";
      case UP_TO -> "Nur Daten bis zum " + last + ".";
      case FROM -> "Nur Daten ab dem " + first + ".";
      case BETWEEN -> "Nur Daten vom " + first + " bis zum " + last + ".";
    };
  }

  @Override
  public String onlyRecords(int count) {
    return count == 1 ? "Nur 1 ausgewählter Eintrag." : "Nur " + count + " ausgewählte Einträge.";
  }

  @Override
  public String passedOn(int depth) {
    return depth == 1
        ? "Das darf an andere gehen. Diese dürfen es nicht weitergeben."
        : "Das darf an andere gehen. So darf es bis zu " + depth + "-mal weitergehen.";
  }

  @Override
  public String count(long number, Unit unit) {
    boolean one = number == 1;
    return number + " "
        + switch (unit) {
          case DAY -> one ? "Tag" : "Tage";
          case HOUR -> one ? "Stunde" : "Stunden";
          case MINUTE -> one ? "Minute" : "Minuten";
        };
  }

  @Override
  public String late(String time) {
    return "Wenn Sie es widerrufen, erfahren es manche später. Das dauert höchstens " + time + ".";
  }

  @Override
  public String usedAtMost(long uses) {
    return uses == 1
        ? "Das gilt für eine Nutzung, von allen zusammen."
        : "Das gilt für " + uses + " Nutzungen, von allen zusammen.";
  }

  @Override
  public String eraseBy(String time) {
    return "Was sie lesen, müssen sie bis zum " + time + " löschen.";
  }
}
