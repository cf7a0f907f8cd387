// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import static health.habeas.fhir.Sources.OPTIONS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.fhir.Sources.Parsed;
import health.habeas.record.HealthRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A bundle, NDJSON and gzip, cut at every percent of their length. */
class TruncationTest {
  private static byte[] bundle = {};
  private static byte[] packed = {};
  private static byte[] ndjson = {};
  private static List<HealthRecord> records = List.of();

  @BeforeAll
  static void read() throws IOException {
    bundle = Sources.unpacked(Sources.synthea().get(9));
    packed = Sources.gzip(bundle);
    records = Sources.parse(bundle, OPTIONS).records();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (HealthRecord record : records) {
      lines.write(new String(record.content(), UTF_8).replace("\n", "").getBytes(UTF_8));
      lines.write('\n');
    }
    ndjson = lines.toByteArray();
  }

  static IntStream percents() {
    return IntStream.range(0, 100);
  }

  private static byte[] cut(byte[] source, int percent) {
    return Arrays.copyOf(source, (int) ((long) source.length * percent / 100));
  }

  @ParameterizedTest
  @MethodSource("percents")
  void aCutBundleGivesEveryWholeResourceAndSaysThatItIsCut(int percent) {
    byte[] source = cut(bundle, percent);
    if (percent == 0) {
      refusesAsTruncated(source);
      return;
    }
    Parsed parsed = Sources.parse(source, OPTIONS);
    int whole = parsed.records().size();
    assertThat(parsed.records()).isEqualTo(records.subList(0, whole));
    assertThat(parsed.report().refusedByCode()).isEqualTo(Map.of(ErrorCode.FHIR_TRUNCATED, 1L));
    assertThat(parsed.report().ended()).isTrue();
    assertThat(parsed.report().complete()).isFalse();
    assertThat(whole).as("no whole resource is left out").isEqualTo(wholeResources(source));
    if (percent % 10 == 0) {
      refusesAsTruncated(source);
    }
  }

  @ParameterizedTest
  @MethodSource("percents")
  void aCutGzipGivesAPrefixAndSaysThatItIsCut(int percent) {
    byte[] source = cut(packed, percent);
    if (percent == 0) {
      refusesAsTruncated(source);
      return;
    }
    Parsed parsed = Sources.parse(source, OPTIONS);
    assertThat(parsed.records()).isEqualTo(records.subList(0, parsed.records().size()));
    assertThat(parsed.report().refusedByCode()).isEqualTo(Map.of(ErrorCode.FHIR_TRUNCATED, 1L));
  }

  @ParameterizedTest
  @MethodSource("percents")
  void cutLinesGiveEveryWholeLine(int percent) {
    byte[] source = cut(ndjson, percent);
    Parsed parsed = Sources.parse(source, OPTIONS.as(FhirFormat.NDJSON));
    int last = source.length;
    boolean wholeLineWithoutItsEnd = ndjson[last] == '\n';
    boolean atLineEnd = last == 0 || source[last - 1] == '\n' || wholeLineWithoutItsEnd;
    long lineEnds = IntStream.range(0, last).filter(i -> source[i] == '\n').count();
    assertThat(parsed.records()).hasSize((int) lineEnds + (wholeLineWithoutItsEnd ? 1 : 0));
    assertThat(parsed.report().complete()).isEqualTo(atLineEnd);
  }

  private static void refusesAsTruncated(byte[] source) {
    assertThatThrownBy(() -> Sources.parse(source, OPTIONS.strict()))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FHIR_TRUNCATED));
  }

  /** Counts by search alone: how many of the known contents, in order, lie in the source. */
  private static int wholeResources(byte[] source) {
    String text = new String(source, ISO_8859_1);
    int from = 0;
    int count = 0;
    for (HealthRecord record : records) {
      String content = new String(record.content(), ISO_8859_1);
      int at = text.indexOf(content, from);
      if (at < 0) {
        return count;
      }
      from = at + content.length();
      count++;
    }
    return count;
  }
}
