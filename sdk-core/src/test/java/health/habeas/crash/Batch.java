// SPDX-License-Identifier: Apache-2.0
package health.habeas.crash;

import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** The records of one put, which follow from its number alone: whoever knows the number knows every byte. */
final class Batch {
  static final List<Category> CATEGORIES =
      List.of(Category.LABORATORY, Category.MEDICATIONS, Category.DOCUMENTS);

  private Batch() {}

  static List<HealthRecord> of(int number) {
    Random random = new Random(number);
    return IntStream.range(0, 1 + random.nextInt(8))
        .mapToObj(index -> record(number, index, random))
        .toList();
  }

  /** The same record a day later and with the other label: every slot of it moves. */
  static HealthRecord moved(HealthRecord old) {
    Label other = old.labels().contains(Label.PSY) ? Label.NORMAL : Label.PSY;
    return at(old, old.day().plusDays(1), other);
  }

  /** The same record with a label that no holder may read. */
  static HealthRecord hidden(HealthRecord old) {
    return at(old, old.day(), Label.SDV);
  }

  private static HealthRecord at(HealthRecord old, LocalDate day, Label label) {
    return new HealthRecord(
        old.id(), old.type(), day, old.categories(), Set.of(label), old.content());
  }

  /** The number of the batch that a record belongs to. */
  static int numberOf(HealthRecord health) {
    String id = health.id().value();
    return Integer.parseInt(id.substring(id.indexOf('/') + 1, id.indexOf('.')));
  }

  private static HealthRecord record(int number, int index, Random random) {
    Set<Category> categories = EnumSet.of(CATEGORIES.get(random.nextInt(CATEGORIES.size())));
    categories.add(CATEGORIES.get(random.nextInt(CATEGORIES.size())));
    byte[] content = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 100_000 : 500)];
    random.nextBytes(content);
    return new HealthRecord(
        new RecordId("Observation/" + number + "." + index),
        "Observation",
        LocalDate.of(2026, 1, 1).plusDays(random.nextInt(200)),
        categories,
        Set.of(random.nextInt(4) == 0 ? Label.PSY : Label.NORMAL),
        content);
  }
}
