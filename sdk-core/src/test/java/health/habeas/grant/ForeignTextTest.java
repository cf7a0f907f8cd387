// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ForeignTextTest {
  @Test
  void leavesNamesAsTheyAre() {
    for (String name : new String[] {
      "St. Mary Cardiology",
      "Dr. O'Neil & Sons #2",
      "Clínica Niño",
      "Ärztehaus Süd",
      "https://north.example/2",
      "Κλινική",
      "診療所",
      "עמק"
    }) {
      assertThat(ForeignText.shown(name)).isEqualTo(name);
    }
  }

  @Test
  void leavesOutWhatTurnsHidesOrBreaks() {
    assertThat(ForeignText.shown("St.\u202e Mary\u200b\u0007")).isEqualTo("St. Mary");
    assertThat(ForeignText.shown("a\nb\r\nc\u2028d\te")).isEqualTo("a b c d e");
    assertThat(ForeignText.shown("x\u3164\u2800\ufeffy\ud800")).isEqualTo("xy");
    assertThat(ForeignText.shown("e\u0301\u0301\u0301\u0301\u0301")).isEqualTo("é\u0301\u0301");
  }

  @Test
  void canNeitherEndItsQuotationNorLookLikeAKey() {
    assertThat(ForeignText.shown("Lab” (key 00000000…), “X")).isEqualTo("Lab' key 00000000..., 'X");
    assertThat(ForeignText.shown("«a» „b“ \"c\" ＂d＂ ″e″ ‹f› ''g''"))
        .isEqualTo("'a' 'b' 'c' 'd' e 'f' 'g'");
  }

  @Test
  void showsThatNothingIsLeftAndThatSomethingIsCut() {
    assertThat(ForeignText.shown(" \u202e\n()")).isEqualTo("?");
    assertThat(ForeignText.shown("")).isEqualTo("?");
    String long130 = "x".repeat(130);
    assertThat(ForeignText.shown(long130)).isEqualTo("x".repeat(120) + "…");
    assertThat(ForeignText.shown("x".repeat(120))).hasSize(120);
  }

  @Property
  void neverHoldsASignOfTheTemplate(@ForAll String text) {
    String shown = ForeignText.shown(text);
    assertThat(shown)
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Pi}\\p{Pf}\\p{Ps}\\p{Pe}\"\\n]");
    assertThat(shown.codePointCount(0, shown.length())).isBetween(1, 121);
    assertThat(ForeignText.shown(shown.replace("…", ""))).isNotEmpty();
  }
}
