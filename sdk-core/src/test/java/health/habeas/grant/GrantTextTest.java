// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.InvalidInputException;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrantTextTest {
  private static final Map<health.habeas.key.VerifyKey, String> NAMES =
      Map.of(Cast.CLINIC.key(), "St. Mary Cardiology", Cast.LAB.key(), "City Lab");

  @Test
  void saysWhatIsGrantedAndWhatIsNot() {
    String key = Digest32.shown(Digest32.hex(Cast.CLINIC.key().bytes()));
    assertThat(render(Cast.terms())).isEqualTo("""
        You let St. Mary Cardiology (key %s) use your health records:
          - read and search: lab results; of the days from 2025-01-01 to 2026-03-31.
        Why: treatment.
        When: from 2026-03-01T12:00:00Z until 2026-03-31T12:00:00Z.
        Not shared: allergies, health problems, medicines, vaccines, procedures, vital signs, images, documents, \
        visits, care plans, family history, social history, devices, genetic tests, questionnaires, insurance and bills, \
        name and contact data, what you wrote yourself and other records.
        Not shared, whatever kind it is: what is marked as mental health, alcohol and drug use, HIV, \
        sexual and reproductive health, genetic disease, violence and abuse and restricted by you.
        Not allowed: add new records and add corrections.
        It may not be handed on.
        You can take this back at any time. What was read by then stays read.
        """.formatted(key));
  }

  @Test
  void saysWhatIsUnusual() {
    String text = render(GrantTerms.everyCategory(Action.values())
        .including(Label.PSY, Label.HIV)
        .types("Observation")
        .writtenBy(new Author(Cast.LAB.key().bytes()))
        .only(new RecordId("CANARY"))
        .for_(Purpose.HRESCH, Purpose.MLTRAINING)
        .expiresIn(Duration.ofDays(1))
        .delegable(2)
        .audience("custodian-1")
        .obliging(Obligation.DELAU, Obligation.NORDSCLCD)
        .offlineFor(Duration.ofHours(2)));
    assertThat(text)
        .contains(
            "records of EVERY kind", "of ALL days, past and to come", "only of type Observation")
        .contains(
            "only written by",
            "only 1 single records",
            "ALSO what is marked as mental health and HIV")
        .contains("Why: research and training of AI models.")
        .contains("HANDED ON to others, 2 deep", "Only these places accept it: custodian-1.")
        .contains("They promise: not to disclose it to others and to delete it after use.")
        .contains("up to 120 minutes late", "the keys for this open more")
        .doesNotContain("CANARY", "Not allowed");
  }

  @Test
  void saysWhoHandsOn() {
    GrantChain chain = Cast.LAB.receive(
        Cast.chain(Cast.terms().delegable(1)), GrantTerms.read(Category.LABORATORY));
    assertThat(GrantText.render(chain.last().signedBytes(), NAMES))
        .startsWith("St. Mary Cardiology (key ")
        .contains("hands on a part of what it was given to City Lab (key ");
  }

  @Test
  void showsAKeyThatHasNoName() {
    assertThat(GrantText.render(Cast.root(Cast.terms()).signedBytes()))
        .startsWith("You let the owner of key ");
  }

  @Test
  void showsNamesWithoutCharactersThatTurnTheText() {
    String text = GrantText.render(
        Cast.root(Cast.terms()).signedBytes(),
        Map.of(Cast.CLINIC.key(), "St.\u202e Mary\n- everything"));
    assertThat(text).contains("You let St. Mary- everything (key");
  }

  @Test
  void refusesBytesWithAnythingUnknown() {
    byte[] body = Cast.root(Cast.terms()).signedBytes();
    byte[] newer = body.clone();
    newer[2] = 2; // the version
    assertThatThrownBy(() -> GrantText.render(newer))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("HBS-1007");
    assertThatThrownBy(() -> GrantText.render(Arrays.copyOf(body, body.length + 1)))
        .hasMessageStartingWith("HBS-1001");
  }

  @Test
  void hasAWordOfItsOwnForEveryValue() {
    assertThat(Arrays.stream(Category.values()).map(Words::of)).doesNotHaveDuplicates();
    assertThat(Arrays.stream(Label.values()).map(Words::of)).doesNotHaveDuplicates();
    assertThat(Arrays.stream(Purpose.values()).map(Words::of)).doesNotHaveDuplicates();
    assertThat(Arrays.stream(Action.values()).map(Words::of)).doesNotHaveDuplicates();
    assertThat(Arrays.stream(Obligation.values()).map(Words::of)).doesNotHaveDuplicates();
  }

  private static String render(GrantTerms terms) {
    return GrantText.render(Cast.root(terms).signedBytes(), NAMES);
  }
}
