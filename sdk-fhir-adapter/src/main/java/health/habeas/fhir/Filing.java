// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import health.habeas.error.ErrorCode;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a record of a resource that was found, or says why not. Not thread-safe: one per source. */
final class Filing {
  private static final int DERIVED_ID_BYTES = 16;

  private final FhirOptions options;
  private final Tally tally;
  private final FactsReader reader = new FactsReader();
  private final SeenResources seen = new SeenResources();

  Filing(FhirOptions options, Tally tally) {
    this.options = options;
    this.tally = tally;
  }

  /** The record; null if it was refused or came before, which the tally then knows. */
  @Nullable
  HealthRecord record(ResourceCutter.Found found) {
    try {
      return accept(found, reader.read(found.slice()));
    } catch (Refused refused) {
      tally.refuse(reader.type(), new Refusal(found.place(), refused.code(), refused.why()));
      return null;
    }
  }

  private @Nullable HealthRecord accept(ResourceCutter.Found found, FactsReader.Facts facts)
      throws Refused {
    String type = facts.about().type();
    byte[] digest = seen.digest(found.slice());
    String id = type + "/" + (facts.id().isEmpty() ? derivedId(digest) : facts.id());
    switch (seen.add(id, digest)) {
      case SAME -> {
        tally.duplicate(type);
        return null;
      }
      case OTHER ->
        throw new Refused(
            ErrorCode.FHIR_DUPLICATE_ID, "an earlier resource has its id and other content");
      case NEW -> {}
    }
    HealthRecord made = new HealthRecord(
        new RecordId(id),
        type,
        day(facts, found.bundleTime()),
        CategoryTable.categories(type, facts.about().categories()),
        labels(facts),
        found.slice().copy());
    tally.taken(type);
    return made;
  }

  private static String derivedId(byte[] digest) {
    return "sha256-" + HexFormat.of().formatHex(digest, 0, DERIVED_ID_BYTES);
  }

  private LocalDate day(FactsReader.Facts facts, String bundleTime) {
    if (facts.day() != null) {
      return facts.day();
    }
    if (facts.lastUpdated() != null) {
      return facts.lastUpdated();
    }
    LocalDate bundled = ClinicalDay.parse(bundleTime);
    return bundled == null ? options.ingestDay() : bundled;
  }

  private Set<Label> labels(FactsReader.Facts facts) {
    Set<Label> labels = EnumSet.noneOf(Label.class);
    labels.addAll(options.classifier().classify(facts.about()));
    if (!facts.judgedWhole()) {
      labels.add(Label.RESTRICTED);
    }
    if (labels.isEmpty()) {
      tally.labelledByDefault();
      return options.unlabelled();
    }
    if (labels.size() > 1) {
      labels.remove(Label.NORMAL);
    }
    return labels;
  }
}
