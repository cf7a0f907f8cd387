// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.Action;
import health.habeas.grant.Field;
import health.habeas.grant.Obligation;
import health.habeas.grant.Purpose;
import health.habeas.grant.RecordFacts;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A world small enough to be searched completely: every record there is, and every value of every field. Immutable. */
final class Universe {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final LocalDate FIRST_DAY = LocalDate.of(2025, 1, 1);
  static final int DAYS = 4;
  static final String VERIFIER = "custodian-1";

  static final List<Action> ACTIONS = List.of(Action.values());
  static final List<String> TYPES = List.of("Observation", "Condition");
  static final List<Category> CATEGORIES =
      List.of(Category.LABORATORY, Category.MEDICATIONS, Category.PROBLEMS);
  static final List<Label> LABELS = List.of(Label.NORMAL, Label.PSY, Label.HIV);
  static final List<Author> SOURCES = List.of(
      new Author(Signatory.CLINIC.key().bytes()), new Author(Signatory.LAB.key().bytes()));
  static final List<RecordId> IDS = List.of(new RecordId("r1"), new RecordId("r2"));
  static final List<Purpose> PURPOSES =
      List.of(Purpose.TREAT, Purpose.ETREAT, Purpose.HOPERAT, Purpose.MLTRAINING);
  static final List<String> AUDIENCES = List.of(VERIFIER, "custodian-2");
  static final List<Obligation> OBLIGATIONS = List.of(Obligation.values());

  private static final List<Set<Category>> CATEGORY_SETS = List.of(
      Set.of(Category.LABORATORY),
      Set.of(Category.MEDICATIONS),
      Set.of(Category.PROBLEMS),
      Set.of(Category.LABORATORY, Category.PROBLEMS));
  private static final List<Set<Label>> LABEL_SETS = List.of(
      Set.of(Label.NORMAL), Set.of(Label.PSY), Set.of(Label.HIV), Set.of(Label.PSY, Label.HIV));

  static final List<RecordFacts> RECORDS = everyRecord();

  private Universe() {}

  /** The values that a mask picks: bit i for value i. */
  static <T> Set<T> picked(List<T> values, int mask) {
    Set<T> some = new LinkedHashSet<>();
    for (int i = 0; i < values.size(); i++) {
      if ((mask & (1 << i)) != 0) {
        some.add(values.get(i));
      }
    }
    return some;
  }

  /** A field from a mask: 0 stands for ALL. */
  static <T> Field<T> field(List<T> values, int mask) {
    return mask == 0 ? Field.all() : Field.of(picked(values, mask));
  }

  private static List<RecordFacts> everyRecord() {
    List<RecordFacts> all = new ArrayList<>();
    for (String type : TYPES) {
      for (int day = 0; day < DAYS; day++) {
        for (Set<Category> categories : CATEGORY_SETS) {
          for (Set<Label> labels : LABEL_SETS) {
            addEach(
                all,
                new RecordFacts(
                    IDS.get(0), type, FIRST_DAY.plusDays(day), categories, labels, SOURCES.get(0)));
          }
        }
      }
    }
    return List.copyOf(all);
  }

  private static void addEach(List<RecordFacts> all, RecordFacts like) {
    for (RecordId id : IDS) {
      for (Author source : SOURCES) {
        all.add(
            new RecordFacts(id, like.type(), like.day(), like.categories(), like.labels(), source));
      }
    }
  }
}
