// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Set;

/** Records for tests. */
final class Samples {
  private Samples() {}

  static HealthRecord record(String id) {
    return new HealthRecord(
        new RecordId(id),
        "Observation",
        LocalDate.of(2026, 1, 2),
        Set.of(Category.LABORATORY),
        Set.of(Label.NORMAL),
        ("{\"resourceType\":\"Observation\",\"id\":\"" + id + "\"}")
            .getBytes(StandardCharsets.UTF_8));
  }
}
