// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.fhir.Sources.Parsed;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SyntheaFidelityTest {
  static Stream<Path> files() throws IOException {
    return Sources.synthea().stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void keepsEveryResourceByteForByte(Path file) throws IOException {
    byte[] source = Sources.unpacked(file);
    Parsed parsed = Sources.parse(Files.newInputStream(file), Sources.OPTIONS);

    Fidelity.assertExact(source, parsed.records());
    assertThat(parsed.report().complete()).isTrue();
    assertThat(parsed.report().taken()).isEqualTo(parsed.records().size());
    assertThat(parsed.report().notKept())
        .containsEntry("entry.fullUrl", (long) parsed.records().size())
        .containsEntry("entry.request", (long) parsed.records().size())
        .containsEntry("bundle.type", 1L);
  }

  @Test
  void givesTheSameRecordsHoweverTheBytesArrive() throws IOException {
    Path file = Sources.synthea().get(3); // has letters beyond ASCII
    byte[] source = Sources.unpacked(file);
    List<HealthRecord> whole = Sources.parse(source, Sources.OPTIONS).records();
    for (int most : new int[] {1, 7, 4093, 65536}) {
      assertThat(Sources.parse(Sources.trickle(source, most), Sources.OPTIONS).records())
          .isEqualTo(whole);
    }
  }

  @Test
  void filesBothPopulationsInCategoriesAndLabels() throws IOException {
    List<HealthRecord> records = new ArrayList<>();
    for (Path file : Sources.synthea()) {
      records.addAll(Sources.parse(Files.newInputStream(file), Sources.OPTIONS).records());
    }
    Map<Category, Long> categories = count(records, HealthRecord::categories);
    Map<Label, Long> labels = count(records, HealthRecord::labels);

    assertThat(records).hasSize(1890);
    assertThat(categories)
        .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
            Map.entry(Category.ALLERGIES, 29L),
            Map.entry(Category.PROBLEMS, 109L),
            Map.entry(Category.MEDICATIONS, 48L),
            Map.entry(Category.IMMUNIZATIONS, 71L),
            Map.entry(Category.PROCEDURES, 397L),
            Map.entry(Category.LABORATORY, 161L),
            Map.entry(Category.VITAL_SIGNS, 347L),
            Map.entry(Category.IMAGING, 11L),
            Map.entry(Category.DOCUMENTS, 385L),
            Map.entry(Category.ENCOUNTERS, 168L),
            Map.entry(Category.CARE_PLANS, 28L),
            Map.entry(Category.SOCIAL_HISTORY, 42L),
            Map.entry(Category.DEVICES, 12L),
            Map.entry(Category.QUESTIONNAIRES, 60L),
            Map.entry(Category.DEMOGRAPHICS, 11L),
            Map.entry(Category.OTHER, 11L)));
    assertThat(labels)
        .containsExactlyInAnyOrderEntriesOf(Map.of(
            Label.NORMAL, 1624L,
            Label.PSY, 128L,
            Label.ETH, 70L,
            Label.HIV, 1L,
            Label.SEX, 36L,
            Label.SDV, 31L));
  }

  private static <T> Map<T, Long> count(
      List<HealthRecord> records, Function<HealthRecord, Set<T>> of) {
    return records.stream()
        .flatMap(
            record -> java.util.stream.StreamSupport.stream(of.apply(record).spliterator(), false))
        .collect(Collectors.groupingBy(value -> value, TreeMap::new, Collectors.counting()));
  }
}
