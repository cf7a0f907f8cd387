// SPDX-License-Identifier: Apache-2.0
package health.habeas.quickstart;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.DOCUMENTS;
import static health.habeas.record.Category.LABORATORY;
import static health.habeas.record.Category.MEDICATIONS;
import static health.habeas.record.Category.PROCEDURES;

import health.habeas.DepositReport;
import health.habeas.Disclosure;
import health.habeas.GrantedVault;
import health.habeas.InboxReport;
import health.habeas.MoveReport;
import health.habeas.PutReport;
import health.habeas.ReadResult;
import health.habeas.Revocation;
import health.habeas.Vault;
import health.habeas.error.ErrorCode;
import health.habeas.fhir.FhirOptions;
import health.habeas.fhir.FhirRecords;
import health.habeas.fhir.FhirReport;
import health.habeas.grant.Decision;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.GrantText;
import health.habeas.grant.Language;
import health.habeas.grant.Selection;
import health.habeas.key.HolderKeys;
import health.habeas.key.KeyCustody;
import health.habeas.key.Passphrase;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.StripeLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Alice's records go in; a clinic reads what it was granted; custodians fail and one lies; the grant ends and the clinic is
 * refused; Alice sees who looked, and takes everything elsewhere.
 *
 * <p>Usage: {@code Quickstart <FHIR bundle> [<empty directory>]}. Exits with 1 if anything that it promises does not hold.
 */
public final class Quickstart implements AutoCloseable {
  // Two may vanish and one may lie: three sound pieces are left, and three are enough.
  private static final StripeLayout LAYOUT = StripeLayout.of(3, 6);

  private final Story story = new Story(System.out);
  private final Path bundle;
  private final Path dir;
  private final KeyCustody keyFile;
  private final HolderKeys clinic = HolderKeys.create("St. Mary Cardiology");
  private final HolderKeys psychiatrist = HolderKeys.create("Dr. Okafor, psychiatry");
  private final Ledger ledger;
  private final List<Custodian> custodians;

  private Quickstart(Path bundle, Path dir) {
    this.bundle = bundle;
    this.dir = dir;
    this.keyFile = KeyCustody.file(
        dir.resolve("alice.keys"), Passphrase.of("correct horse battery staple".toCharArray()));
    this.ledger = Ledgers.open("file:" + dir.resolve("ledger"));
    this.custodians = Custodians.directories(dir.resolve("nodes"), LAYOUT.total(), ledger);
  }

  /**
   * Runs the story.
   *
   * @param args a FHIR bundle, and an empty directory to work in; a temporary one if it is left out
   */
  public static void main(String[] args) throws IOException {
    Path dir = args.length > 1 ? Path.of(args[1]) : Files.createTempDirectory("habeas-quickstart");
    boolean allHolds;
    try (Quickstart run = new Quickstart(Path.of(args[0]), dir)) {
      allHolds = run.tell();
    }
    System.exit(allHolds ? 0 : 1);
  }

  private boolean tell() throws IOException {
    try (PatientKeys alice = PatientKeys.create(keyFile)) {
      GrantChain chain;
      List<HealthRecord> before;
      try (Vault vault = open(alice)) {
        recordsComeIn(vault);
        providerWrites(vault);
        before = vault.records().records();
        chain = clinicIsGranted(vault);
        clinicReads(vault, chain);
        custodiansFail(chain);
      }
      try (Vault vault = phoneIsReplaced(before)) {
        clinicIsRevoked(vault, chain);
        whoHasMyData(vault);
        takeItElsewhere(alice, vault, chain);
      }
    }
    return story.end();
  }

  private Vault open(PatientKeys patient) {
    return Vault.builder()
        .keys(patient)
        .ledger(ledger)
        .custodians(custodians, LAYOUT)
        .open();
  }

  private void recordsComeIn(Vault vault) throws IOException {
    story.step("The hospital's records go into Alice's vault");
    PutReport put;
    FhirReport report;
    try (FhirRecords records = FhirRecords.parse(bundle)) {
      put = vault.put(records);
      report = records.report();
    }
    story.say("%d records taken, %d refused; by kind: %s"
        .formatted(report.taken(), report.refused(), byKind(vault.records().records())));
    story.say("Each was sealed with a key of its own and cut into %d pieces; any %d bring it back."
        .formatted(LAYOUT.total(), LAYOUT.data()));
    for (Custodian custodian : custodians) {
      story.say("%s keeps %d pieces, %d kB, and can read none of them"
          .formatted(custodian.name(), pieces(custodian), bytes(custodian) / 1024));
    }
    story.holds(report.complete() && put.added() == report.taken(), "nothing was dropped");
    story.holds(put.receipt().holds(), "the ledger proves it: " + put.receipt());
  }

  private void providerWrites(Vault vault) {
    story.step("A psychiatrist adds a note that she cannot read back");
    GrantChain mayWrite = vault.grant(
        psychiatrist.grantee(),
        GrantTerms.create(DOCUMENTS)
            .including(Label.PSY)
            .for_(TREAT)
            .expiresIn(Duration.ofDays(7)));
    try (GrantedVault door = GrantedVault.open(mayWrite, psychiatrist, ledger, custodians);
        FhirRecords note = note()) {
      DepositReport deposit = door.deposit(note.iterator().next());
      story.holds(
          deposit.refusal().isEmpty(),
          "signed by her, sealed to Alice, in " + deposit.custodians() + " inboxes");
      story.holds(door.records(DOCUMENTS).refusal().isPresent(), "reading is refused to her");
    }
    InboxReport filed = vault.fileDeposits();
    story.holds(filed.equals(new InboxReport(1, 0)), "Alice's agent checked and filed it");
  }

  private GrantChain clinicIsGranted(Vault vault) {
    story.step("Alice lets a clinic see her laboratory results, medicines and notes");
    GrantChain chain = vault.grant(
        clinic.grantee(),
        GrantTerms.read(LABORATORY, MEDICATIONS, DOCUMENTS)
            .since("2022-01-01")
            .for_(TREAT)
            .expiresIn(Duration.ofDays(30)));
    story.say("What she signs, word for word from the signed bytes:");
    story.say(GrantText.render(
        chain.last().signedBytes(),
        Map.of(clinic.key(), clinic.grantee().name()),
        Language.ENGLISH));
    story.holds(
        GrantChain.parse(chain.text()).equals(chain),
        "it travels as a text of " + chain.text().length() + " characters");
    return chain;
  }

  private void clinicReads(Vault vault, GrantChain chain) {
    story.step("The clinic reads");
    List<HealthRecord> all = vault.records().records();
    try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
      ReadResult seen = view.records(LABORATORY, MEDICATIONS, DOCUMENTS);
      story.say("It sees %d of %d records: %s"
          .formatted(seen.records().size(), all.size(), byKind(seen.records())));
      Set<HealthRecord> expected =
          all.stream().filter(Quickstart::isShared).collect(Collectors.toSet());
      story.holds(
          seen.isComplete() && Set.copyOf(seen.records()).equals(expected),
          "these are exactly the records of those kinds since 2022, byte for byte");
      long sensitive =
          all.stream().filter(r -> !r.labels().equals(Set.of(Label.NORMAL))).count();
      story.holds(
          sensitive > 0 && seen.stream().allMatch(r -> r.labels().equals(Set.of(Label.NORMAL))),
          "%d sensitive records stay hidden, the psychiatric note among them".formatted(sensitive));
      Decision.Deny deny = view.records(PROCEDURES).refusal().orElseThrow();
      story.holds(deny.code() == ErrorCode.SCOPE, "procedures are refused: " + deny);
    }
  }

  private void custodiansFail(GrantChain chain) throws IOException {
    story.step("Two custodians vanish and a third one alters what it keeps");
    Disk.erase(dir.resolve("nodes/node-1"));
    Disk.erase(dir.resolve("nodes/node-4"));
    Disk.flipABitInEveryShard(dir.resolve("nodes/node-5"));
    try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
      ReadResult seen = view.records(LABORATORY, MEDICATIONS, DOCUMENTS);
      story.holds(
          seen.isComplete() && !seen.records().isEmpty(),
          "the clinic still reads all %d records".formatted(seen.records().size()));
      story.holds(
          seen.lyingCustodians().equals(Set.of("node-5")),
          "the liar is named without any key: " + String.join(", ", seen.lyingCustodians()));
    }
  }

  private Vault phoneIsReplaced(List<HealthRecord> before) {
    story.step("Alice opens her vault on a new phone, from her key file alone");
    try (PatientKeys again = PatientKeys.open(keyFile)) {
      try (Vault found = open(again)) {
        story.holds(
            Set.copyOf(found.records().records()).equals(Set.copyOf(before)),
            "all %d records are there".formatted(before.size()));
      }
    }
    return open(PatientKeys.open(keyFile));
  }

  private void clinicIsRevoked(Vault vault, GrantChain chain) {
    story.step("Alice ends the clinic's grant");
    Revocation revocation = vault.revoke(chain.id());
    story.say("State %s: %d of %d custodians deny it, %d compartments have new keys"
        .formatted(
            revocation.state(),
            revocation.fencedCustodians(),
            revocation.custodians(),
            revocation.rotatedCompartments()));
    try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
      ReadResult after = view.records(LABORATORY);
      story.holds(
          after.records().isEmpty()
              && after
                  .refusal()
                  .filter(d -> d.code() == ErrorCode.GRANT_REVOKED)
                  .isPresent(),
          "the clinic is told: " + after.refusal().map(Object::toString).orElse("nothing"));
    }
    story.holds(
        revocation.receipt().holds(), "the ledger proves the revocation: " + revocation.receipt());
  }

  private void whoHasMyData(Vault vault) {
    story.step("Who has my data?");
    List<Disclosure> disclosures = vault.disclosures();
    story.say(String.format(
        Locale.ROOT, "%-24s %-8s %-8s %-36s %s", "who", "did", "why", "which", "ledger entry"));
    for (Disclosure each : disclosures) {
      story.say(row(each));
    }
    story.holds(
        disclosures.size() == 3,
        "every access is listed, and none is missing: the next number is not in the log");
    story.holds(
        disclosures.stream().allMatch(d -> d.receipt().holds()),
        "each line's proof was checked against the log's signed head");
  }

  private static String row(Disclosure disclosure) {
    Function<AccessEvent, String> which =
        event -> ((Selection) event.request().selector()).categories().toString();
    return disclosure
        .event()
        .map(event -> String.format(
            Locale.ROOT,
            "%-24s %-8s %-8s %-36s %s",
            event.holderName(),
            event.request().action(),
            event.request().purpose(),
            which.apply(event),
            disclosure.receipt().position()))
        .orElse("recorded, and refused by every custodian; entry "
            + disclosure.receipt().position());
  }

  private void takeItElsewhere(PatientKeys alice, Vault vault, GrantChain ended)
      throws IOException {
    story.step("Alice takes everything to another vendor, over another ledger");
    HolderKeys newClinic = HolderKeys.create("Riverside Family Practice");
    GrantChain living = vault.grant(
        newClinic.grantee(),
        GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(30)));
    Path archive = dir.resolve("alice.habeas");
    MoveReport moved = vault.exportTo(archive);
    story.say("One file of %d kB: %d records, %d grants, %d disclosures with their proofs"
        .formatted(
            Files.size(archive) / 1024, moved.records(), moved.grants(), moved.disclosures()));
    List<HealthRecord> before = vault.records().records();
    try (Ledger elsewhere = Ledgers.open("file:" + dir.resolve("elsewhere/ledger"))) {
      List<Custodian> others =
          Custodians.directories(dir.resolve("elsewhere/nodes"), LAYOUT.total(), elsewhere);
      try (Vault there = Vault.builder()
              .keys(alice)
              .ledger(elsewhere)
              .custodians(others, LAYOUT)
              .openFrom(archive);
          GrantedVault allowed = GrantedVault.open(living, newClinic, elsewhere, others);
          GrantedVault refused = GrantedVault.open(ended, clinic, elsewhere, others)) {
        story.holds(
            Set.copyOf(there.records().records()).equals(Set.copyOf(before)),
            "all %d records arrived byte for byte".formatted(before.size()));
        story.holds(
            !allowed.records(LABORATORY).records().isEmpty(),
            "the living grant opens them there with the same token");
        story.holds(
            refused
                .records(LABORATORY)
                .refusal()
                .filter(d -> d.code() == ErrorCode.GRANT_REVOKED)
                .isPresent(),
            "the ended grant is still refused there");
        story.holds(
            there.disclosures().stream().allMatch(d -> d.receipt().holds()),
            "the old ledger's proofs came along and still hold");
      }
      others.forEach(Custodian::close);
    }
    newClinic.close();
  }

  private static boolean isShared(HealthRecord health) {
    return health.labels().equals(Set.of(Label.NORMAL))
        && !health.day().isBefore(LocalDate.of(2022, 1, 1))
        && health.categories().stream()
            .anyMatch(Set.of(LABORATORY, MEDICATIONS, DOCUMENTS)::contains);
  }

  private static Map<String, Long> byKind(List<HealthRecord> records) {
    return records.stream()
        .flatMap(r -> r.categories().stream())
        .collect(Collectors.groupingBy(c -> c.registryName(), TreeMap::new, Collectors.counting()));
  }

  private long pieces(Custodian custodian) throws IOException {
    return Disk.shards(dir.resolve("nodes").resolve(custodian.name())).size();
  }

  private long bytes(Custodian custodian) throws IOException {
    return Disk.sizeBytes(Disk.shards(dir.resolve("nodes").resolve(custodian.name())));
  }

  private static FhirRecords note() {
    InputStream in = Quickstart.class.getResourceAsStream("/psychiatric-note.json");
    return FhirRecords.parse(
        Objects.requireNonNull(in),
        FhirOptions.of(LocalDate.now(ZoneOffset.UTC), Set.of(Label.NORMAL)));
  }

  @Override
  public void close() {
    custodians.forEach(Custodian::close);
    ledger.close();
    clinic.close();
    psychiatrist.close();
  }
}
