// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.fhir.consent.ConsentLoss.Kind;
import health.habeas.fhir.consent.Rule.Effect;
import health.habeas.grant.Action;
import health.habeas.grant.Atom;
import health.habeas.grant.DayRange;
import health.habeas.grant.Directive;
import health.habeas.grant.Field;
import health.habeas.grant.Grant;
import health.habeas.grant.Permission;
import health.habeas.grant.Purpose;
import health.habeas.record.Label;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a patient's grants and directives as FHIR Consents, with a report of what those don't say.
 *
 * <p>Guarantee: {@link ConsentReader} reads grants and directives from them that decide the same, but for what the losses
 * name (L56). Where a loss {@link ConsentLoss.Kind#allowsMore allows more}, who goes by the Consents alone may allow what
 * the grants don't: give the Consents to inform, and let the grants decide.
 *
 * <p>A Consent is no grant: it has no key, no signature and no revocation, and says so to nobody. Immutable, and
 * thread-safe if the names are. Source: docs/spec/consent.md, section 4.
 */
public final class ConsentWriter {
  private final String patient;
  private final HolderNames names;

  private ConsentWriter(String patient, HolderNames names) {
    this.patient = patient;
    this.names = names;
  }

  /**
   * A writer for one patient.
   *
   * @param patient her reference, such as {@code Patient/alice}
   * @param names how holders and authors are named
   */
  public static ConsentWriter of(String patient, HolderNames names) {
    return new ConsentWriter(patient, names);
  }

  /**
   * Writes all that holds now. A grant that is over, or was revoked and is left out by the caller, has no Consent.
   *
   * @param release of FHIR
   * @param now the date of the Consents
   * @param grants what holds, as the patient gave it
   * @param directives all that she forbids
   */
  public WrittenConsents write(
      FhirRelease release, Instant now, List<Grant> grants, List<Directive> directives) {
    Work work = new Work(release, now, directives);
    for (int i = 0; i < grants.size(); i++) {
      work.grant(i, grants.get(i));
    }
    for (int i = 0; i < directives.size(); i++) {
      work.directive(i, directives.get(i));
    }
    return work.done();
  }

  /** Nothing of the patient. */
  @Override
  public String toString() {
    return "ConsentWriter[for one patient]";
  }

  /** One call. Not thread-safe. */
  private final class Work {
    private final FhirRelease release;
    private final Instant now;
    private final List<Conditions> denials;
    private final ProvisionWriter provisions;
    private final List<byte[]> documents = new ArrayList<>();
    private final Set<ConsentLoss> losses = new LinkedHashSet<>();

    Work(FhirRelease release, Instant now, List<Directive> directives) {
      this.release = release;
      this.now = now;
      this.denials = directives.stream().map(ConsentWriter::conditions).toList();
      this.provisions = new ProvisionWriter(release, names);
    }

    void grant(int index, Grant grant) {
      Permission permission = grant.permission();
      if (permission.window().isOver(now)) {
        return;
      }
      conditionsOf(permission).forEach(kind -> losses.add(new ConsentLoss(kind, false, index)));
      List<Object> lines = new ArrayList<>();
      for (Atom atom : permission.scope().atoms()) {
        if (!atom.isEmpty()) {
          line(index, conditions(grant, atom)).ifPresent(lines::add);
        }
      }
      if (release == FhirRelease.R4) {
        lines.forEach(line -> documents.add(document("provision", line)));
      } else if (!lines.isEmpty()) {
        documents.add(document("decision", "deny", "provision", lines));
      }
    }

    private Optional<Object> line(int index, Conditions line) {
      try {
        Map<String, Object> members = new LinkedHashMap<>();
        if (release == FhirRelease.R4) {
          members.put("type", "permit");
        }
        members.putAll(provisions.write(line, Effect.PERMIT));
        if (release == FhirRelease.R5) {
          ProvisionWriter.put(members, "provision", exceptions(line));
        }
        return Optional.of(members);
      } catch (Unwritable e) {
        losses.add(new ConsentLoss(Kind.NOT_WRITTEN, false, index));
        return Optional.empty();
      }
    }

    /** R5 can't forbid something narrow by itself, so what is forbidden of a line stands below it. */
    private List<Object> exceptions(Conditions line) throws Unwritable {
      List<Object> exceptions = new ArrayList<>();
      for (Conditions denial : denials) {
        Optional<Conditions> below = isWhole(denial) ? Optional.empty() : common(line, denial);
        if (below.isPresent()) {
          exceptions.add(provisions.write(below.get(), Effect.DENY));
        }
      }
      boolean later = line.range(Dimension.TIME, 0, 0).from() > now.getEpochSecond();
      if (later && !exceptions.isEmpty()) {
        throw new Unwritable(); // an exception begins with its line, and a directive holds at once
      }
      return exceptions;
    }

    void directive(int index, Directive directive) {
      Conditions denial = denials.get(index);
      boolean alone = release == FhirRelease.R4 || isWhole(denial);
      if (directive.forbidden().isEmpty() || !alone) {
        losses.add(new ConsentLoss(Kind.STANDING, true, index));
        return;
      }
      try {
        if (release == FhirRelease.R4) {
          Map<String, Object> members = new LinkedHashMap<>();
          members.put("type", "deny");
          members.putAll(provisions.write(denial, Effect.DENY));
          documents.add(document("provision", members));
        } else {
          List<Object> grantees = provisions.references(denial);
          documents.add(
              grantees.isEmpty()
                  ? document("decision", "deny")
                  : document("decision", "deny", "grantee", grantees));
        }
      } catch (Unwritable e) {
        losses.add(new ConsentLoss(Kind.NOTHING_WRITTEN, true, index));
      }
    }

    WrittenConsents done() {
      boolean nothing = losses.stream().anyMatch(loss -> loss.kind() == Kind.NOTHING_WRITTEN);
      return new WrittenConsents(nothing ? List.of() : documents, List.copyOf(losses));
    }

    private byte[] document(Object... members) {
      boolean r4 = release == FhirRelease.R4;
      Map<String, Object> consent = new LinkedHashMap<>();
      consent.put("resourceType", "Consent");
      consent.put("status", "active");
      if (r4) {
        consent.put(
            "scope",
            ProvisionWriter.concept(
                ProvisionWriter.coding(Codes.CONSENT_SCOPE, "patient-privacy")));
      }
      consent.put(
          "category",
          List.of(ProvisionWriter.concept(ProvisionWriter.coding(Codes.LOINC, "59284-0"))));
      consent.put(r4 ? "patient" : "subject", ProvisionWriter.reference(patient));
      if (r4) {
        consent.put("dateTime", Instant.ofEpochSecond(now.getEpochSecond()).toString());
        consent.put("policy", List.of(Map.of("uri", Codes.OWN_POLICY))); // FHIR wants one (ppc-1)
      } else {
        consent.put("date", now.atOffset(ZoneOffset.UTC).toLocalDate().toString());
      }
      for (int i = 0; i < members.length; i += 2) {
        consent.put((String) members[i], members[i + 1]);
      }
      return ConsentJson.write(consent);
    }
  }

  private static List<Kind> conditionsOf(Permission permission) {
    var terms = permission.conditions();
    List<Kind> lost = new ArrayList<>();
    addIf(lost, terms.depth() > 0, Kind.HANDING_ON);
    addIf(lost, !terms.offline().isZero(), Kind.OFFLINE);
    addIf(lost, terms.audience() instanceof Field.Some, Kind.AUDIENCE);
    addIf(lost, terms.limits().uses().isPresent(), Kind.USES);
    addIf(lost, !terms.obligations().isEmpty(), Kind.OBLIGATIONS);
    addIf(lost, terms.limits().eraseAt().isPresent(), Kind.ERASE_AT);
    addIf(lost, permission.purposes().contains(Purpose.BTG), Kind.BREAK_GLASS);
    return lost;
  }

  private static void addIf(List<Kind> kinds, boolean lost, Kind kind) {
    if (lost) {
      kinds.add(kind);
    }
  }

  private static Conditions conditions(Grant grant, Atom atom) {
    Permission permission = grant.permission();
    Extent.Range time = new Extent.Range(
        permission.window().notBefore().getEpochSecond(),
        permission.window().expires().getEpochSecond());
    return records(atom)
        .orElse(Dimension.ACTIONS, new Extent.Values(Set.of((Object[]) Action.values())))
        .orElse(Dimension.LABELS, new Extent.Values(Set.of((Object[]) Label.values())))
        .with(Dimension.HOLDERS, new Extent.Values(Set.of(grant.parties().holder())))
        .with(Dimension.PURPOSES, new Extent.Values(Set.copyOf(permission.purposes())))
        .with(Dimension.TIME, time);
  }

  private static Conditions conditions(Directive directive) {
    Conditions all = records(directive.forbidden());
    all = with(all, Dimension.HOLDERS, directive.holders());
    return with(all, Dimension.PURPOSES, directive.purposes());
  }

  private static Conditions records(Atom atom) {
    Conditions all = Conditions.NONE;
    all = with(all, Dimension.ACTIONS, atom.actions());
    all = with(all, Dimension.TYPES, atom.types());
    all = with(all, Dimension.CATEGORIES, atom.categories());
    all = with(all, Dimension.LABELS, atom.labels());
    all = with(all, Dimension.AUTHORS, atom.sources());
    all = with(all, Dimension.RECORDS, atom.ids());
    DayRange days = atom.days();
    return days.isAll()
        ? all
        : all.with(
            Dimension.DAYS, new Extent.Range(days.from().toEpochDay(), days.to().toEpochDay()));
  }

  private static Conditions with(Conditions all, Dimension dimension, Field<?> field) {
    return field instanceof Field.Some<?> some
        ? all.with(dimension, new Extent.Values(Set.copyOf(some.values())))
        : all;
  }

  /** Whether it forbids everything to its holders. */
  private static boolean isWhole(Conditions denial) {
    return denial.stated().keySet().stream().allMatch(Dimension.HOLDERS::equals);
  }

  /** What a denial forbids of a line, as an exception to it; empty if nothing. */
  private static Optional<Conditions> common(Conditions line, Conditions denial) throws Unwritable {
    Conditions common = Conditions.NONE;
    for (Map.Entry<Dimension, Extent> stated : denial.stated().entrySet()) {
      Dimension dimension = stated.getKey();
      Extent denied = stated.getValue();
      Optional<Extent> permitted = line.in(dimension);
      if (dimension == Dimension.CATEGORIES) {
        if (!permitted.map(denied::within).orElse(true)) {
          throw new Unwritable(); // a record may have one of these and one of those
        }
      } else if (permitted.isPresent()) {
        if (!denied.overlaps(permitted.get())) {
          return Optional.empty();
        }
        denied = denied.common(permitted.get());
      }
      common = common.with(dimension, denied);
    }
    return Optional.of(common);
  }
}
