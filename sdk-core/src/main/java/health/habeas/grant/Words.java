// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.record.Category;
import health.habeas.record.Label;
import java.util.List;
import java.util.function.Function;

/** The English words of {@link GrantText}, one for each value of each closed list. Thread-safe. */
final class Words {
  private Words() {}

  static <T> String list(List<T> values, Function<T, String> word) {
    List<String> words = values.stream().map(word).map(Words::printable).toList();
    int last = words.size() - 1;
    return last <= 0
        ? String.join("", words)
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }

  /** Without control and direction characters, which could make a text read otherwise than it is. */
  static String printable(String text) {
    return text.codePoints()
        .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
        .filter(c -> c != 0x2028 && c != 0x2029)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  static String of(Action action) {
    return switch (action) {
      case READ -> "read";
      case SEARCH -> "search";
      case CREATE -> "add new records";
      case AMEND -> "add corrections";
    };
  }

  static String of(Category category) {
    return switch (category) {
      case ALLERGIES -> "allergies";
      case PROBLEMS -> "health problems";
      case MEDICATIONS -> "medicines";
      case IMMUNIZATIONS -> "vaccines";
      case PROCEDURES -> "procedures";
      case LABORATORY -> "lab results";
      case VITAL_SIGNS -> "vital signs";
      case IMAGING -> "images";
      case DOCUMENTS -> "documents";
      case ENCOUNTERS -> "visits";
      case CARE_PLANS -> "care plans";
      case FAMILY_HISTORY -> "family history";
      case SOCIAL_HISTORY -> "social history";
      case DEVICES -> "devices";
      case GENOMICS -> "genetic tests";
      case QUESTIONNAIRES -> "questionnaires";
      case COVERAGE_CLAIMS -> "insurance and bills";
      case DEMOGRAPHICS -> "name and contact data";
      case PATIENT_GENERATED -> "what you wrote yourself";
      case OTHER -> "other records";
    };
  }

  static String of(Label label) {
    return switch (label) {
      case NORMAL -> "not sensitive";
      case PSY -> "mental health";
      case ETH -> "alcohol and drug use";
      case HIV -> "HIV";
      case SEX -> "sexual and reproductive health";
      case GDIS -> "genetic disease";
      case SDV -> "violence and abuse";
      case RESTRICTED -> "restricted by you";
    };
  }

  static String of(Purpose purpose) {
    return switch (purpose) {
      case TREAT -> "treatment";
      case ETREAT -> "emergency treatment";
      case BTG -> "breaking the glass in an emergency";
      case COC -> "coordination of care";
      case HPAYMT -> "payment";
      case HRESCH -> "research";
      case CLINTRCH -> "a clinical trial";
      case PUBHLTH -> "public health";
      case PATRQT -> "your own request";
      case FAMRQT -> "a request of your family";
      case PWATRNY -> "power of attorney";
      case SUPNWK -> "your support network";
      case HOPERAT -> "running the organisation";
      case HMARKT -> "marketing";
      case MLTRAINING -> "training of AI models";
    };
  }

  static String of(Obligation obligation) {
    return switch (obligation) {
      case NORDSCLCD -> "not to disclose it to others";
      case DELAU -> "to delete it after use";
      case NOREUSE -> "not to use it for anything else";
    };
  }
}
