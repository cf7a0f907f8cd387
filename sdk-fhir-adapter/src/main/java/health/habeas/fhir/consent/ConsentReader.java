// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir.consent;

import health.habeas.error.ErrorCode;
import health.habeas.fhir.consent.Normaliser.Normal;
import health.habeas.grant.Action;
import health.habeas.grant.Atom;
import health.habeas.grant.DayRange;
import health.habeas.grant.Directive;
import health.habeas.grant.Directives;
import health.habeas.grant.Field;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Purpose;
import health.habeas.grant.Scope;
import health.habeas.grant.VaultId;
import health.habeas.key.Grantee;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a patient's FHIR Consents, R4 or R5, into grants and standing denials.
 *
 * <p>Guarantee: from the moment of reading on, deciding on the grants and denials decides as the Consents do; or all are
 * refused, with the place and the reason (L56). A Consent's order and date never matter: what one permits is allowed
 * unless any of them denies it, so pass <b>all</b> active Consents of the patient, and each once. What FHIR leaves open is
 * read narrowly in a permit and widely in a denial; where two readings differ beyond that, it is refused as ambiguous.
 *
 * <p>Not checked here: that the patient said so. What is granted, she grants with her own key, after she was shown it.
 *
 * <p>Limits: 1 MiB a Consent, provisions 8 deep and 1,024 in all, 256 denials, 64 lines a grant. Errors are values:
 * {@link ConsentOutcome.Refused}, HBS-6401 to HBS-6409. Immutable, and thread-safe if the directory is. Source:
 * docs/spec/consent.md, with FHIR R4 and R5 Consent and IHE ITI PCF 1.1.
 */
public final class ConsentReader {
  private final VaultId vault;
  private final Set<String> patient;
  private final HolderDirectory directory;
  private final ZoneId zone;
  private final Suite suite;
  private final Set<Grantee> community;
  private final Optional<Instant> openEnd;

  private ConsentReader(
      VaultId vault,
      Set<String> patient,
      HolderDirectory directory,
      ZoneId zone,
      Suite suite,
      Set<Grantee> community,
      Optional<Instant> openEnd) {
    this.vault = vault;
    this.patient = Set.copyOf(patient);
    this.directory = directory;
    this.zone = zone;
    this.suite = suite;
    this.community = Set.copyOf(community);
    this.openEnd = openEnd;
  }

  /**
   * A reader for one patient. Her vault is of suite S1, a permit to everybody is refused, and so is one without an end,
   * unless the methods below say otherwise.
   *
   * @param vault her vault
   * @param patient how Consents name her: {@code Patient/alice}, or an identifier as {@code system|value}
   * @param directory who is who
   * @param zone where she lives: a period's day begins there when it is written without a time
   */
  public static ConsentReader of(
      VaultId vault, Set<String> patient, HolderDirectory directory, ZoneId zone) {
    return new ConsentReader(vault, patient, directory, zone, Suite.S1, Set.of(), Optional.empty());
  }

  /**
   * For a vault of this suite: directives name holders by their keys in it.
   *
   * @param vaults the vault's suite
   */
  public ConsentReader suite(Suite vaults) {
    return new ConsentReader(vault, patient, directory, zone, vaults, community, openEnd);
  }

  /**
   * A permit that names nobody is to these: the members of the community that the Consents were made in. A denial that
   * names nobody stays against everybody.
   *
   * @param members at least one
   */
  public ConsentReader community(Set<Grantee> members) {
    return new ConsentReader(vault, patient, directory, zone, suite, members, openEnd);
  }

  /**
   * A permit that states no end is over at this moment: a grant needs one.
   *
   * @param end the second at which it is over
   */
  public ConsentReader openEndedUntil(Instant end) {
    return new ConsentReader(vault, patient, directory, zone, suite, community, Optional.of(end));
  }

  /**
   * Reads all of a patient's active Consents.
   *
   * @param now from when on the result decides as they do
   * @param consents one JSON document each, in any order
   */
  public ConsentOutcome read(Instant now, List<byte[]> consents) {
    try {
      return normal(now, parse(consents));
    } catch (RefusedConsent e) {
      return e.outcome();
    }
  }

  private List<Statement> parse(List<byte[]> consents) {
    References references = new References(directory, suite);
    ConsentParser parser =
        new ConsentParser(patient, new ProvisionReader(references, new Periods(zone)));
    List<Statement> statements = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (byte[] consent : consents) {
      Statement statement = parser.parse(new Place(statements.size(), "Consent"), consent);
      for (String name : statement.names()) {
        if (!names.add(name)) {
          throw new RefusedConsent(
              ErrorCode.CONSENT_CONFLICT, statement.place(), "another of them has the same name");
        }
      }
      statements.add(statement);
    }
    return statements;
  }

  private ConsentOutcome normal(Instant now, List<Statement> statements) {
    Normaliser normaliser = new Normaliser(Set.copyOf(community), openEnd, now);
    Normal normal = normaliser.normalise(statements);
    Place all = new Place(0, "Consent");
    if (normal.denials().size() > Directives.MAX_DIRECTIVES) {
      throw new RefusedConsent(
          ErrorCode.CONSENT_LIMIT, all, "they come to more directives than a vault has");
    }
    List<StandingDenial> denials = normal.denials().stream().map(this::denial).toList();
    return new ConsentOutcome.Read(grants(all, now, normal.permits()), denials, normal.remarks());
  }

  private StandingDenial denial(Conditions denied) {
    Field<VerifyKey> holders =
        denied.field(Dimension.HOLDERS, Grantee.class) instanceof Field.Some<Grantee> some
            ? Field.of(
                some.values().stream().map(holder -> holder.key(suite)).collect(Collectors.toSet()))
            : Field.all();
    Atom forbidden = new Atom(
        denied.field(Dimension.ACTIONS, Action.class),
        denied.field(Dimension.TYPES, String.class),
        denied.field(Dimension.CATEGORIES, Category.class),
        days(denied),
        denied.field(Dimension.LABELS, Label.class),
        denied.field(Dimension.AUTHORS, Author.class),
        denied.field(Dimension.RECORDS, RecordId.class));
    long end = denied.range(Dimension.TIME, 0, Long.MAX_VALUE).to();
    return new StandingDenial(
        new Directive(vault, holders, denied.field(Dimension.PURPOSES, Purpose.class), forbidden),
        end == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochSecond(end)));
  }

  /** What one grant can't mix. */
  private record Key(Grantee holder, Set<Purpose> purposes, Extent.Range time) {}

  private static List<HolderTerms> grants(Place all, Instant now, List<Conditions> permits) {
    Map<Key, Set<Conditions>> lines = new LinkedHashMap<>();
    for (Conditions permit : permits) {
      Conditions line = permit.records();
      for (Key key : keys(permit)) {
        lines.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(line);
      }
    }
    List<HolderTerms> grants = new ArrayList<>();
    lines.forEach((key, some) -> {
      if (some.size() > Scope.MAX_ATOMS) {
        throw new RefusedConsent(
            ErrorCode.CONSENT_LIMIT, all, "they come to more lines than a grant has");
      }
      grants.add(new HolderTerms(key.holder(), terms(key, some, now)));
    });
    return grants;
  }

  private static List<Key> keys(Conditions permit) {
    Set<Purpose> purposes = values(permit.field(Dimension.PURPOSES, Purpose.class));
    Set<Purpose> others = new HashSet<>(purposes);
    others.remove(Purpose.BTG);
    Extent.Range time = permit.range(Dimension.TIME, 0, Long.MAX_VALUE);
    List<Key> keys = new ArrayList<>();
    for (Grantee holder : values(permit.field(Dimension.HOLDERS, Grantee.class))) {
      if (!others.isEmpty()) {
        keys.add(new Key(holder, others, time));
      }
      if (purposes.contains(Purpose.BTG)) {
        keys.add(new Key(holder, Set.of(Purpose.BTG), time)); // break-glass stands alone
      }
    }
    return keys;
  }

  private static GrantTerms terms(Key key, Set<Conditions> lines, Instant now) {
    GrantTerms terms = lines.stream()
        .map(ConsentReader::line)
        .reduce(GrantTerms::and)
        .orElseThrow()
        .for_(key.purposes().toArray(Purpose[]::new))
        .expiresAt(Instant.ofEpochSecond(key.time().to()));
    return key.time().from() > now.getEpochSecond()
        ? terms.startingAt(Instant.ofEpochSecond(key.time().from()))
        : terms;
  }

  private static GrantTerms line(Conditions permit) {
    Set<Action> actions = values(permit.field(Dimension.ACTIONS, Action.class));
    Field<Category> categories = permit.field(Dimension.CATEGORIES, Category.class);
    GrantTerms terms = categories instanceof Field.Some<Category> some
        ? GrantTerms.of(actions, some.values().toArray(Category[]::new))
        : GrantTerms.everyCategory(actions.toArray(Action[]::new));
    Set<Label> labels = values(permit.field(Dimension.LABELS, Label.class));
    terms = terms.labelled(labels.toArray(Label[]::new));
    Set<String> types = values(permit.field(Dimension.TYPES, String.class));
    Set<Author> authors = values(permit.field(Dimension.AUTHORS, Author.class));
    Set<RecordId> records = values(permit.field(Dimension.RECORDS, RecordId.class));
    terms = types.isEmpty() ? terms : terms.types(types.toArray(String[]::new));
    terms = authors.isEmpty() ? terms : terms.writtenBy(authors.toArray(Author[]::new));
    terms = records.isEmpty() ? terms : terms.only(records.toArray(RecordId[]::new));
    DayRange days = days(permit);
    return days.isAll() ? terms : terms.since(days.from()).before(days.to());
  }

  private static DayRange days(Conditions conditions) {
    Extent.Range days =
        conditions.range(Dimension.DAYS, Normaliser.ALL_DAYS.from(), Normaliser.ALL_DAYS.to());
    return new DayRange(LocalDate.ofEpochDay(days.from()), LocalDate.ofEpochDay(days.to()));
  }

  /** The values of a field that has some; a permit states what it needs, and the others are empty. */
  private static <T> Set<T> values(Field<T> field) {
    return field instanceof Field.Some<T> some ? some.values() : Set.of();
  }

  /** Nothing of the patient. */
  @Override
  public String toString() {
    return "ConsentReader[" + vault + "]";
  }
}
