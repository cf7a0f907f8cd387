// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import health.habeas.error.InvalidInputException;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrantTextTest {
  private static final CBOREncodeOptions CANONICAL = new CBOREncodeOptions("ctap2canonical=true");

  @Test
  void namesWhatIsNotShared() {
    String text = render(Cast.terms());
    assertThat(text)
        .contains("  - Read and find: lab results.\n", "    No sensitive records.\n")
        .contains("Not shared: allergies, health problems,", " and other records.\n")
        .contains("Sensitive records that are not shared: mental health,")
        .contains("Not allowed: add and correct.\n")
        .doesNotContain("Look closely");
  }

  @Test
  void saysThatNothingCanBeReadWhereOnlyWritingIsAllowed_L44() {
    assertThat(render(GrantTerms.create(Category.DOCUMENTS)
            .for_(Purpose.TREAT)
            .expiresIn(Duration.ofDays(1))))
        .contains("  - Add: documents.\n", "None of your records can be read.\n")
        .doesNotContain("Not shared", "Look closely");
  }

  @Test
  void setsApartWhatIsWide() {
    assertThat(wide(Cast.terms().for_(Purpose.HMARKT))).containsExactly(Fixed.WIDE_MARKETING);
    assertThat(wide(Cast.terms().for_(Purpose.MLTRAINING))).containsExactly(Fixed.WIDE_TRAINING);
    assertThat(wide(Cast.terms().for_(Purpose.HOPERAT))).containsExactly(Fixed.WIDE_BUSINESS);
    assertThat(wide(Cast.terms().including(Label.HIV))).containsExactly(Fixed.WIDE_SENSITIVE);
    assertThat(wide(Cast.terms().delegable(1))).containsExactly(Fixed.WIDE_PASSING_ON);
    assertThat(wide(lasting(GrantTerms.read(Category.OTHER), 366)))
        .containsExactly(Fixed.WIDE_DAYS);
    assertThat(wide(lasting(GrantTerms.read(Category.OTHER), 367)))
        .containsExactly(Fixed.WIDE_DAYS, Fixed.WIDE_TIME);
    assertThat(wide(lasting(GrantTerms.read(Category.values()).since("2025-01-01"), 1)))
        .as("all kinds named one by one are all kinds")
        .containsExactly(Fixed.WIDE_KINDS);
    assertThat(wide(lasting(GrantTerms.everyCategory(Action.CREATE), 1))).isEmpty();
  }

  @Test
  void saysThatTheKeysOpenMoreThanTheScope() {
    assertThat(wide(Cast.terms().types("Observation"))).containsExactly(Fixed.WIDE_KEYS);
    assertThat(wide(Cast.terms().only(new RecordId("r")))).containsExactly(Fixed.WIDE_KEYS);
    GrantTerms finding = GrantTerms.of(Set.of(Action.SEARCH), Category.LABORATORY);
    assertThat(wide(lasting(finding.since("2025-01-01").types("Observation"), 1)))
        .as("no key comes with it")
        .isEmpty();
  }

  @Test
  void writesDaysAndNumbersAsPeopleReadThem() {
    Phrases english = Phrases.of(Language.ENGLISH);
    Phrases spanish = Phrases.of(Language.SPANISH);
    Phrases german = Phrases.of(Language.GERMAN);
    DayRange one = new DayRange(LocalDate.of(2025, 3, 1), LocalDate.of(2025, 3, 2));
    assertThat(english.days(one)).isEqualTo("Only records of 1 March 2025.");
    assertThat(spanish.days(one)).isEqualTo("Solo datos del 1 de marzo de 2025.");
    assertThat(german.days(one)).isEqualTo("Nur Daten vom 1. März 2025.");
    assertThat(english.days(new DayRange(LocalDate.of(2025, 1, 1), DayRange.ALL.to())))
        .isEqualTo("Only records from 1 January 2025 on.");
    assertThat(english.days(new DayRange(DayRange.ALL.from(), LocalDate.of(2025, 1, 1))))
        .isEqualTo("Only records up to 31 December 2024.");
    assertThat(english.onlyRecords(1)).isEqualTo("Only 1 chosen record.");
    assertThat(english.onlyRecords(2)).isEqualTo("Only 2 chosen records.");
    assertThat(german.onlyRecords(1)).isEqualTo("Nur 1 ausgewählter Eintrag.");
    assertThat(spanish.onlyRecords(1)).isEqualTo("Solo 1 dato elegido.");
    assertThat(english.time(Cast.NOW)).isEqualTo("1 March 2026 (12:00 UTC)");
    assertThat(german.time(Cast.NOW.plusSeconds(7))).isEqualTo("1. März 2026 (12:00:07 Uhr UTC)");
  }

  @Test
  void writesOfflineTimeInDaysHoursAndMinutesAndNeverLessThanItIs() {
    assertThat(render(Cast.terms().offlineFor(Duration.ofHours(2)))).contains(" up to 2 hours.\n");
    assertThat(render(Cast.terms().offlineFor(Duration.ofSeconds(90_061))))
        .contains(" up to 1 day, 1 hour and 2 minutes.\n");
    assertThat(render(Cast.terms().offlineFor(Duration.ofSeconds(1))))
        .contains(" up to 1 minute.\n");
    assertThat(render(Cast.terms().offlineFor(Duration.ofDays(30)))).contains(" up to 30 days.\n");
    assertThat(render(Cast.terms())).doesNotContain("late");
  }

  @Test
  void joinsSpanishListsBySound() {
    Phrases spanish = Phrases.of(Language.SPANISH);
    assertThat(spanish.list(List.of("pago", "investigación"))).isEqualTo("pago e investigación");
    assertThat(spanish.list(List.of("a", "b", "«Hijos»"))).isEqualTo("a, b e «Hijos»");
    assertThat(spanish.list(List.of("agua", "hielo"))).isEqualTo("agua y hielo");
    assertThat(spanish.list(List.of("salud", "visitas"))).isEqualTo("salud y visitas");
    assertThat(spanish.list(List.of("visitas"))).isEqualTo("visitas");
  }

  @Test
  void saysWhoPassesOn() {
    assertThat(GrantTexts.HANDED_ON.render(Language.ENGLISH))
        .startsWith("Access that you gave is passed on by: “St. Mary Cardiology” (key ")
        .contains("It goes to: “City Lab” (key ", "They may pass this on. Whoever gets it may not.")
        .doesNotContain("CANARY");
  }

  @Test
  void showsAKeyThatHasNoName() {
    String text =
        GrantText.render(Cast.root(Cast.terms()).signedBytes(), Map.of(), Language.ENGLISH);
    assertThat(text).contains(" to: somebody without a name (key 22fc2977…).\n");
  }

  @ParameterizedTest
  @EnumSource
  void namesCannotImitateTheTemplate(Language language) {
    String forged = "St.\u202e Mary” (key 00000000…).\n  - “All\u2028»“ \"x";
    String text = GrantText.render(
        Cast.root(Cast.terms().audience(forged).types(forged)).signedBytes(),
        Map.of(Cast.CLINIC.key(), forged),
        language);
    assertThat(text.lines().count())
        .isEqualTo(GrantText.render(
                Cast.root(Cast.terms().audience("a").types("b")).signedBytes(), Map.of(), language)
            .lines()
            .count());
    assertThat(text).contains(Phrases.of(language).quoted(ForeignText.shown(forged)));
    assertThat(text.lines())
        .noneMatch(line -> line.startsWith("St.") || line.startsWith("  - All"));
    assertThat(text.split("00000000", -1)).hasSize(4);
    assertThat(text).doesNotContain("(key 0", "\u202e", "\u2028", "\"");
  }

  @ParameterizedTest
  @EnumSource
  void isTheSameUnderEveryLocale(Language language) {
    Locale before = Locale.getDefault();
    String text = GrantTexts.EVERYTHING.render(language);
    try {
      for (String tag : new String[] {"tr-TR", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist"}) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertThat(GrantTexts.EVERYTHING.render(language)).isEqualTo(text);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsWithTheCheckPhrase(Language language) {
    Grant grant = Cast.root(Cast.terms());
    assertThat(GrantText.render(grant.signedBytes(), Map.of(), language))
        .contains(": " + CheckPhrase.of(grant.id(), language) + ".\n");
  }

  @ParameterizedTest
  @EnumSource
  void refusesWhatANewerSchemaMayMean_L4(Language language) {
    refuses("HBS-1007", language, body -> body.set(1, number(2)));
    refuses("HBS-1007", language, body -> body.set(2, number(3)));
    refuses("HBS-1007", language, body -> body.set(21, number(0)));
    refuses("HBS-1007", language, body -> atom(body).set(0, set(5)));
    refuses("HBS-1007", language, body -> atom(body).set(2, set(21)));
    refuses("HBS-1007", language, body -> atom(body).set(4, set(8)));
    refuses("HBS-1007", language, body -> body.set(7, set(16)));
    refuses("HBS-1007", language, body -> body.set(12, set(4)));
  }

  @ParameterizedTest
  @EnumSource
  void refusesEveryFieldUnderAnotherNumberOrOfAnotherKind(Language language) {
    for (int field = 1; field <= 17; field++) {
      int old = field;
      refuses("HBS-100[17]", language, body -> {
        body.set(old + 100, body.get(old));
        body.Remove(CBORObject.FromObject(old));
      });
      refuses("HBS-100[17]", language, body -> body.Remove(CBORObject.FromObject(old)));
      refuses("HBS-100[17]", language, body -> body.set(old, number(-1)));
      refuses("HBS-100[17]", language, body -> body.set(old, CBORObject.True));
    }
    for (int field = 0; field <= 7; field++) {
      int old = field;
      refuses("HBS-100[17]", language, body -> atom(body).set(old, number(-1)));
      refuses("HBS-100[17]", language, body -> atom(body).set(old, set(-1)));
    }
    refuses("HBS-1001", language, body -> atom(body).Add(number(0)));
  }

  @ParameterizedTest
  @EnumSource
  void hasASentenceOfItsOwnForEverything(Language language) {
    Phrases phrases = Phrases.of(language);
    assertDiffer(Category.values(), phrases::of);
    assertDiffer(Label.values(), phrases::of);
    assertDiffer(Purpose.values(), phrases::of);
    assertDiffer(Action.values(), phrases::of);
    assertDiffer(Obligation.values(), phrases::of);
    assertDiffer(Lead.values(), phrases::of);
    assertDiffer(Fixed.values(), phrases::of);
  }

  /** One language's sentence left in another would be seen here. */
  @Test
  void languagesShareHardlyAWord() {
    for (Fixed each : Fixed.values()) {
      assertThat(inEveryLanguage(phrases -> phrases.of(each))).as(each.name()).hasSize(3);
    }
    for (Lead each : Lead.values()) {
      assertThat(inEveryLanguage(phrases -> phrases.of(each))).as(each.name()).hasSize(3);
    }
  }

  private static Set<String> inEveryLanguage(Function<Phrases, String> said) {
    return Arrays.stream(Language.values())
        .map(Phrases::of)
        .map(said)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static <T> void assertDiffer(T[] values, Function<T, String> word) {
    assertThat(Arrays.stream(values).map(word)).doesNotHaveDuplicates().noneMatch(String::isBlank);
  }

  private static void refuses(String code, Language language, Consumer<CBORObject> change) {
    CBORObject body = CBORObject.DecodeFromBytes(Cast.root(Cast.terms()).signedBytes());
    change.accept(body);
    byte[] changed = body.EncodeToBytes(CANONICAL);
    assertThatThrownBy(() -> GrantText.render(changed, Map.of(), language))
        .as("%s", body)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching("(?s)" + code + ".*");
  }

  private static CBORObject atom(CBORObject body) {
    return body.get(6).get(0);
  }

  private static CBORObject number(int value) {
    return CBORObject.FromObject(value);
  }

  private static CBORObject set(int value) {
    return CBORObject.NewArray().Add(value);
  }

  private static GrantTerms lasting(GrantTerms terms, int days) {
    return terms.for_(Purpose.TREAT).expiresIn(Duration.ofDays(days));
  }

  private static List<Fixed> wide(GrantTerms terms) {
    String text = render(terms);
    List<Fixed> wide = new Shares(terms.permission(Cast.NOW)).wide();
    Phrases english = Phrases.of(Language.ENGLISH);
    assertThat(wide).allMatch(each -> text.contains("\n  ! " + english.of(each) + "\n"));
    assertThat(text.lines().filter(line -> line.startsWith("  ! "))).hasSameSizeAs(wide);
    return wide;
  }

  private static String render(GrantTerms terms) {
    return GrantText.render(Cast.root(terms).signedBytes(), GrantTexts.NAMES, Language.ENGLISH);
  }
}
