// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.util.HexFormat;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What the strict decoder refuses, one fault a line. */
class CborReaderTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "an integer in two bytes that fits one, 1817",
    "an integer in three bytes that fits two, 1900ff",
    "an integer in five bytes that fits three, 1a0000ffff",
    "an integer in nine bytes that fits five, 1b00000000ffffffff",
    "an integer beyond 64 bits, 1bffffffffffffffff",
    "a negative integer beyond 64 bits, 3bffffffffffffffff",
    "a reserved length, 1c",
    "an indefinite byte string, 5f4100ff",
    "an indefinite text, 7f6161ff",
    "an indefinite array, 9f01ff",
    "an indefinite map, bf0101ff",
    "a break, ff",
    "a tag, c001",
    "a float, f93c00",
    "a double, fb3ff199999999999a",
    "a null, f6",
    "a boolean, f5",
    "a repeated key, a201010102",
    "keys out of order, a202010101",
    "a text key, a1616101",
    "a negative key, a12001",
    "a key beyond an int, a11a8000000001",
    "a length in a head that is not the shortest, 580141",
    "text that is not UTF-8, 61ff",
    "overlong UTF-8, 62c080",
    "a surrogate in UTF-8, 63eda080",
    "trailing bytes, 0000",
    "an array that lacks an item, 8201",
    "an array longer than the input, 9affffffff",
    "a byte string longer than the input, 5b7fffffffffffffff00",
    "nothing, ''"
  })
  void refuses(String fault, String hex) {
    assertThatThrownBy(() -> Tree.parse(HexFormat.of().parseHex(hex)))
        .as(fault)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("HBS-1001");
  }

  @Test
  void refusesNestingBeyondTheLimitWithoutDeepRecursion() {
    byte[] bomb = new byte[1_000_000];
    java.util.Arrays.fill(bomb, (byte) 0x81);
    assertThatThrownBy(() -> Tree.parse(bomb)).hasMessageContaining("nesting deeper than 8");
  }

  @Test
  void acceptsNestingUpToTheLimit() {
    byte[] deep = HexFormat.of().parseHex("8181818181818180");
    assertThat(Tree.parse(deep).bytes()).isEqualTo(deep);
  }

  @Test
  void refusesAFieldOtherThanTheExpectedOne() {
    CborReader in = CborReader.of(HexFormat.of().parseHex("a10201"), ErrorCode.POSSESSION);
    in.mapOf(1);
    assertThatThrownBy(() -> in.key(1)).hasMessageContaining("another field than 1");
  }

  @Test
  void refusesMoreItemsThanAnnounced() {
    CborReader in = CborReader.of(HexFormat.of().parseHex("8101"), ErrorCode.POSSESSION);
    in.arrayOf(1);
    in.integer();
    assertThatThrownBy(in::integer).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void refusesToEndWhileItemsAreDue() {
    CborReader in = CborReader.of(HexFormat.of().parseHex("820102"), ErrorCode.POSSESSION);
    in.arrayOf(2);
    in.integer();
    assertThatThrownBy(in::end).hasMessageContaining("fewer items than announced");
  }

  @Test
  void refusesValuesOutOfBoundsAndOfOtherSizes() {
    assertThatThrownBy(() -> reader("1818").integer(0, 23)).hasMessageContaining("out of bounds");
    assertThatThrownBy(() -> reader("4101").bytesOf(2)).hasMessageContaining("too short");
    assertThatThrownBy(() -> reader("420102").bytesOf(1)).hasMessageContaining("allowed 1");
    assertThatThrownBy(() -> reader("8101").arrayOf(2)).hasMessageContaining("lacks items");
    assertThatThrownBy(() -> reader("a10101").mapOf(2)).hasMessageContaining("lacks fields");
  }

  @Test
  void takesValuesAtTheirBounds() {
    assertThat(reader("00").integer(0, 23)).isZero();
    assertThat(reader("17").integer(0, 23)).isEqualTo(23);
  }

  @Test
  void refusesACountBeyondTheRestBeforeItReadsOn_L5() {
    assertThatThrownBy(() -> reader("830102").array(9)).hasMessageContaining("beyond the end");
    assertThatThrownBy(() -> reader("a2010102").map(9)).hasMessageContaining("beyond the end");
    assertThatThrownBy(() -> reader("43010203").bytes(2)).hasMessageContaining("allowed 2");
  }

  @ParameterizedTest
  @CsvSource({
    "23, 17",
    "24, 1818",
    "255, 18ff",
    "256, 190100",
    "65535, 19ffff",
    "65536, 1a00010000",
    "4294967295, 1affffffff",
    "4294967296, 1b0000000100000000",
    "9223372036854775807, 1b7fffffffffffffff",
    "-1, 20",
    "-24, 37",
    "-25, 3818",
    "-9223372036854775808, 3b7fffffffffffffff"
  })
  void writesEachIntegerInItsShortestHeadAndReadsItBack_L1(long value, String hex) {
    assertThat(HexFormat.of().formatHex(new CborWriter().integer(value).toBytes()))
        .isEqualTo(hex);
    assertThat(reader(hex).integer()).isEqualTo(value);
  }

  @Test
  void copiesItemsThatAreEncodedAlready() {
    byte[] one = new CborWriter().integer(1).toBytes();
    byte[] pair = new CborWriter().array(2).encoded(one).encoded(one).toBytes();
    assertThat(HexFormat.of().formatHex(pair)).isEqualTo("820101");
  }

  @Test
  void neverWritesHalfACharacter() {
    assertThatThrownBy(() -> new CborWriter().text("\ud800"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsAReplacementCharacterThatIsThereAndRefusesWhatWouldBecomeOne_L1() {
    assertThat(reader("63efbfbd").text(3)).isEqualTo("\ufffd");
    assertThatThrownBy(() -> reader("64efbfbdff").text(4)).hasMessageContaining("not UTF-8");
    assertThat(new CborWriter(0).text("\ufffd?").toBytes()).asHexString().isEqualTo("64EFBFBD3F");
  }

  @Test
  void comparesTheItemThatEndsWithTheOneBefore() {
    assertThat(ascends("820102")).isTrue();
    assertThat(ascends("820101")).isFalse();
    assertThat(ascends("820201")).isFalse();
  }

  @Test
  void agreesWithThePublishedExamples() {
    JsonNode cases = WireVectors.file("cbor/appendix_a.json");
    long accepted = StreamSupport.stream(cases.spliterator(), false)
        .map(c -> HexFormat.of().parseHex(c.get("hex").asString()))
        .filter(CborReaderTest::acceptsAsItIs)
        .count();
    // the integers of 64 bits, the definite strings, arrays, and maps with integer keys: no more,
    // no fewer
    assertThat(accepted).isEqualTo(EXPECTED_ACCEPTED);
  }

  private static final int EXPECTED_ACCEPTED = 29;

  private static boolean acceptsAsItIs(byte[] bytes) {
    try {
      assertThat(Tree.parse(bytes).bytes()).isEqualTo(bytes);
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  private static boolean ascends(String pair) {
    CborReader in = reader(pair);
    in.arrayOf(2);
    int first = in.position();
    in.integer();
    int second = in.position();
    in.integer();
    return in.ascends(first, second);
  }

  private static CborReader reader(String hex) {
    return CborReader.of(HexFormat.of().parseHex(hex), ErrorCode.POSSESSION);
  }

  @Test
  void whatWasTakenFromAWriterStaysAsItWas() {
    CborWriter writer = new CborWriter(1).integer(1);
    byte[] taken = writer.toBytes();
    assertThat(writer.integer(2).toBytes()).containsExactly(1, 2);
    assertThat(taken).containsExactly(1);
  }
}
