// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.Action;
import health.habeas.grant.Purpose;
import health.habeas.grant.RecordFacts;
import health.habeas.key.Grantee;
import health.habeas.key.HolderKeys;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A small world in which every request can be asked. Immutable. */
final class ConsentUniverse {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final LocalDate FIRST_DAY = LocalDate.of(2025, 1, 1);

  /** The third is nobody's whom a Consent names. */
  static final List<Grantee> HOLDERS = List.of(card("Clinic"), card("Laboratory"), card("Other"));

  static final List<Purpose> PURPOSES =
      List.of(Purpose.TREAT, Purpose.HRESCH, Purpose.BTG, Purpose.HOPERAT);
  static final List<Action> ACTIONS = List.of(Action.values());
  static final List<String> TYPES = List.of("Observation", "Condition");
  static final List<Category> CATEGORIES = List.of(Category.LABORATORY, Category.PROBLEMS);
  static final List<Author> AUTHORS = List.of(
      new Author(Signatory.CLINIC.key().bytes()), new Author(Signatory.LAB.key().bytes()));
  static final List<RecordId> IDS = List.of(
      new RecordId("Observation/1"), new RecordId("Observation/2"), new RecordId("Condition/1"));

  /** Before, at and after each moment at which something can begin or end. */
  static final List<Instant> MOMENTS = List.of(
      NOW,
      NOW.plus(Duration.ofHours(1)).minusSeconds(1),
      NOW.plus(Duration.ofHours(1)),
      NOW.plus(Duration.ofHours(2)),
      NOW.plus(Duration.ofHours(24)).minusSeconds(1),
      NOW.plus(Duration.ofHours(24)),
      Instant.parse("2026-03-03T04:59:59Z"),
      Instant.parse("2026-03-03T05:00:00Z"),
      NOW.plus(Duration.ofDays(400)));

  static final ConsentWorld WORLD = new ConsentWorld(
      Story.VAULT,
      "Patient/alice",
      Map.of(
          "Organization/clinic", Set.of(HOLDERS.get(0)),
          "Organization/lab", Set.of(HOLDERS.get(1)),
          "Group/ward", Set.of(HOLDERS.get(0), HOLDERS.get(1))),
      Map.of(
          "Practitioner/1", Set.of(AUTHORS.get(0)),
          "Practitioner/2", Set.of(AUTHORS.get(1))),
      Set.of(HOLDERS.get(0), HOLDERS.get(1)),
      NOW.plus(Duration.ofDays(365)),
      ZoneId.of("America/New_York"));

  static final List<RecordFacts> RECORDS = everyRecord();

  private ConsentUniverse() {}

  /** One thing that somebody may ask for. */
  record Request(int holder, Purpose purpose, Action action, RecordFacts record, Instant at) {}

  static int requests() {
    return HOLDERS.size() * PURPOSES.size() * ACTIONS.size() * RECORDS.size() * MOMENTS.size();
  }

  static Request request(int i) {
    int holder = i % HOLDERS.size();
    int rest = i / HOLDERS.size();
    Purpose purpose = PURPOSES.get(rest % PURPOSES.size());
    rest /= PURPOSES.size();
    Action action = ACTIONS.get(rest % ACTIONS.size());
    rest /= ACTIONS.size();
    Instant at = MOMENTS.get(rest % MOMENTS.size());
    return new Request(holder, purpose, action, RECORDS.get(rest / MOMENTS.size()), at);
  }

  private static Grantee card(String name) {
    try (HolderKeys keys = HolderKeys.create(name)) {
      return keys.grantee();
    }
  }

  private static List<RecordFacts> everyRecord() {
    List<Set<Category>> categories = List.of(
        Set.of(Category.LABORATORY),
        Set.of(Category.PROBLEMS),
        Set.of(Category.LABORATORY, Category.PROBLEMS),
        Set.of(Category.MEDICATIONS));
    List<Set<Label>> labels = List.of(
        Set.of(Label.NORMAL),
        Set.of(Label.PSY),
        Set.of(Label.HIV),
        Set.of(Label.PSY, Label.HIV),
        Set.of(Label.RESTRICTED));
    List<RecordFacts> all = new ArrayList<>();
    for (RecordId id : IDS) {
      String type = id.value().substring(0, id.value().indexOf('/'));
      for (int day = 0; day < 3; day++) {
        for (Set<Category> category : categories) {
          for (Set<Label> label : labels) {
            for (Author author : AUTHORS) {
              all.add(new RecordFacts(id, type, FIRST_DAY.plusDays(day), category, label, author));
            }
          }
        }
      }
    }
    return List.copyOf(all);
  }
}
