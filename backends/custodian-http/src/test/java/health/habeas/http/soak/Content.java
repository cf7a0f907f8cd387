// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.soak;

import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Records whose every byte is given by their id and version, so that a reader knows a wrong one by itself. */
final class Content {
  /** What a record is that nobody wrote so. */
  static final int WRONG = -1;

  private static final LocalDate DAY = LocalDate.of(2026, 1, 2);
  private static final Pattern VERSION = Pattern.compile("\"version\":([0-9]{1,9}),");
  private static final int OFTEN = 800;
  private static final int SELDOM = 200_000;
  private static final int ONE_IN = 12;

  private Content() {}

  /** A record as it is at one version: most are small, and one in twelve has several stripes. */
  static HealthRecord record(String id, int version) {
    return new HealthRecord(
        new RecordId(id),
        "Observation",
        DAY,
        Set.of(Category.LABORATORY),
        Set.of(Label.NORMAL),
        bytes(id, version));
  }

  /** Which version this is; {@link #WRONG} unless it is that one in every byte. */
  static int version(HealthRecord record) {
    byte[] bytes = record.content();
    String start = new String(bytes, 0, Math.min(bytes.length, 100), StandardCharsets.UTF_8);
    Matcher named = VERSION.matcher(start);
    if (!named.find()) {
      return WRONG;
    }
    int version = Integer.parseInt(named.group(1));
    return Arrays.equals(bytes, bytes(record.id().value(), version)) ? version : WRONG;
  }

  private static byte[] bytes(String id, int version) {
    Random random = new Random(31L * version + id.hashCode());
    byte[] note = new byte[random.nextInt(random.nextInt(ONE_IN) == 0 ? SELDOM : OFTEN)];
    random.nextBytes(note);
    String json = "{\"resourceType\":\"Observation\",\"id\":\"" + id + "\",\"version\":" + version
        + ",\"note\":\"" + HexFormat.of().formatHex(note) + "\"}";
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
