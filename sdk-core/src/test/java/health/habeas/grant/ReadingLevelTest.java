// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** That patients can read the text: eight years of school are enough in English and German, and "normal" in Spanish. */
class ReadingLevelTest {
  private static final double MOST_YEARS = 8;
  private static final double LEAST_EASE = 55;
  private static final int MOST_WORDS = 20;

  @Property(tries = 300)
  void anyGrantIsEasyToRead(@ForAll("grants") Grant grant, @ForAll Language language) {
    String text = GrantText.render(grant.signedBytes(), GrantTexts.NAMES, language);
    isEasy(text, language);
  }

  @Property
  void theExtremesAreEasyToRead(@ForAll GrantTexts which, @ForAll Language language) {
    isEasy(which.render(language), language);
  }

  @Provide
  Arbitrary<Grant> grants() {
    return GrantTexts.any();
  }

  @Example
  void countsSyllablesAsPeopleDo() {
    syllables(
        Readability.ENGLISH,
        "a-1 read-1 health-1 shared-1 allowed-2 wanted-2 time-1 images-3 vaccines-2 table-2 whole-1 medicines-3"
            + " records-2 allergies-3 procedures-3 sensitive-3 violence-3 social-2 correction-3 genetic-3"
            + " software-2 reproductive-4 insurance-3 emergency-4 January-4 treatment-2 abuse-2 yourself-2 January-4"
            + " somebody-3 people-2 sexual-3 trial-2 area-3 planning-2 devices-3 real-1 2026-4 UTC-3 HIV-3");
    syllables(
        Readability.SPANISH,
        "usted-2 datos-2 salud-2 ciudad-2 tratamiento-4 qué-1 guía-2 tipo-2 días-2 aire-2 muy-1 año-2 poeta-3"
            + " enfermedad-4 genética-4 clínico-3 publicidad-4 familia-3 atención-3 y-1 IA-2");
    syllables(
        Readability.GERMAN,
        "Sie-1 Daten-2 Gesundheit-3 freigeben-3 Eingriffe-3 Schlüssel-2 bleibt-1 Einträge-3 neue-2 Boot-1 Quelle-2"
            + " Behandlung-3 Auge-2 KI-2");
  }

  @Example
  void countsAListAsItsLeadAndItsHardestItem() {
    assertThat(Readability.ENGLISH.sentences("""
            You let: “Dr. No. And so” (key 0123abcd…).
              - Read and find: lab results, way of life and reproductive health.
            When? From 1 March 2026 (12:00 UTC) on."""))
        .hasToString("[[You, let, Maria], [Read, and, find, reproductive, health],"
            + " [When], [From, 1, March, 2026, 12:00, UTC, on]]");
    assertThat(Readability.GERMAN.sentences("Nur Tage ab dem 1. Januar 2025. Sonst nichts."))
        .hasToString("[[Nur, Tage, ab, dem, 1, Januar, 2025], [Sonst, nichts]]");
  }

  /** The formulas, on sentences counted by hand. */
  @Example
  void computesThePublishedFormulas() {
    assertThat(Readability.ENGLISH.of("The cat sat on the mat. It slept."))
        .isEqualTo(0.39 * 8 / 2 + 11.8 * 8 / 8 - 15.59);
    assertThat(Readability.SPANISH.of("La casa es muy bonita."))
        .isEqualTo(206.835 - 62.3 * 8 / 5 - 5);
    assertThat(Readability.GERMAN.of("Die Katze schläft heute im Gesundheitsamt."))
        .isCloseTo(
            0.1935 * 100 / 6 + 0.1672 * 6 + 0.1297 * 200 / 6 - 0.0327 * 300 / 6 - 0.875,
            offset(1e-9));
  }

  @Example
  void tellsHardTextsFromEasyOnes() {
    assertThat(Readability.ENGLISH.of(
            "Notwithstanding any previously executed authorization, the undersigned individual hereby irrevocably"
                + " consents to the dissemination of identifiable health information."))
        .isGreaterThan(16);
    assertThat(
            Readability.SPANISH.of(
                "El abajo firmante autoriza irrevocablemente la comunicación de información identificable."))
        .isLessThan(30);
    assertThat(Readability.GERMAN.of(
            "Ungeachtet vorheriger Einwilligungserklärungen gestattet die unterzeichnende Person unwiderruflich die"
                + " Weitergabe personenbezogener Gesundheitsinformationen."))
        .isGreaterThan(14);
  }

  private static void isEasy(String text, Language language) {
    Readability measure = Readability.of(language);
    double level = measure.of(text);
    if (language == Language.SPANISH) {
      assertThat(level).as(text).isGreaterThanOrEqualTo(LEAST_EASE);
    } else {
      assertThat(level).as(text).isLessThanOrEqualTo(MOST_YEARS);
    }
    assertThat(measure.sentences(text)).allMatch(words -> words.size() <= MOST_WORDS);
  }

  private static void syllables(Readability measure, String counted) {
    for (String pair : counted.split(" ", -1)) {
      int dash = pair.indexOf('-');
      assertThat(measure.ofToken(pair.substring(0, dash)))
          .as(pair)
          .isEqualTo(Integer.parseInt(pair.substring(dash + 1)));
    }
  }
}
