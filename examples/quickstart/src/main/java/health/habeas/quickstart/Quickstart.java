// SPDX-License-Identifier: Apache-2.0
package health.habeas.quickstart;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.DOCUMENTS;
import static health.habeas.record.Category.LABORATORY;
import static health.habeas.record.Category.MEDICATIONS;
import static health.habeas.record.Category.PROCEDURES;
import static java.time.Duration.ofDays;

import health.habeas.DepositReport;
import health.habeas.GrantedVault;
import health.habeas.MoveReport;
import health.habeas.PutReport;
import health.habeas.ReadResult;
import health.habeas.Revocation;
import health.habeas.Vault;
import health.habeas.fhir.FhirOptions;
import health.habeas.fhir.FhirRecords;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.key.HolderKeys;
import health.habeas.key.KeyCustody;
import health.habeas.key.Passphrase;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Label;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.StripeLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Alice's records go in; a clinic reads what it was granted; custodians fail and one lies; the grant ends and the clinic is
 * refused; Alice sees who looked, and takes everything elsewhere.
 *
 * <p>Read on from {@link #tell()}: here is what a program calls, in the order of the story. {@link Words} says what came of
 * it, and checks it. In a hurry: {@link #recordsComeIn}, {@link #clinicIsGranted} and {@link #clinicReads} are the ten
 * lines to begin with.
 *
 * <p>Usage: {@code Quickstart <FHIR bundle> [<empty directory>]}. Exits with 1 if anything that it promises does not hold.
 */
public final class Quickstart implements AutoCloseable {
  // Two may vanish and one may lie: three sound pieces are left, and three are enough.
  private static final StripeLayout LAYOUT = StripeLayout.of(3, 6);

  private final Story story = new Story(System.out);
  private final Words words = new Words(story);
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
    GrantChain chain;
    ReadResult before;
    try (PatientKeys alice = PatientKeys.create(keyFile);
        Vault vault = open(alice)) {
      recordsComeIn(vault);
      providerWrites(vault);
      before = vault.records();
      chain = clinicIsGranted(vault);
      clinicReads(vault, chain);
      custodiansFail(vault, chain);
    }
    try (PatientKeys alice = PatientKeys.open(keyFile);
        Vault vault = open(alice)) {
      phoneWasReplaced(vault, before);
      clinicIsRevoked(vault, chain);
      whoHasMyData(vault);
      takeItElsewhere(alice, vault, chain);
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
    try (FhirRecords records = FhirRecords.parse(bundle)) {
      PutReport put = vault.put(records);
      words.taken(records.report(), vault.records());
      words.spread(LAYOUT, dir.resolve("nodes"), custodians);
      words.stored(records.report(), put);
    }
  }

  private void providerWrites(Vault vault) {
    story.step("A psychiatrist adds a note that she cannot read back");
    GrantTerms terms =
        GrantTerms.create(DOCUMENTS).including(Label.PSY).for_(TREAT).expiresIn(ofDays(7));
    GrantChain mayWrite = vault.grant(psychiatrist.grantee(), terms);
    try (GrantedVault door = GrantedVault.open(mayWrite, psychiatrist, ledger, custodians);
        FhirRecords note = note()) {
      DepositReport deposit = door.deposit(note.iterator().next());
      words.deposited(deposit, door.records(DOCUMENTS));
    }
    words.filed(vault.fileDeposits());
  }

  private GrantChain clinicIsGranted(Vault vault) {
    story.step("Alice lets a clinic see her laboratory results, medicines and notes");
    GrantTerms terms = GrantTerms.read(LABORATORY, MEDICATIONS, DOCUMENTS)
        .since("2022-01-01")
        .for_(TREAT)
        .expiresIn(ofDays(30));
    GrantChain chain = vault.grant(clinic.grantee(), terms);
    words.signed(chain, clinic.grantee());
    return chain;
  }

  private void clinicReads(Vault vault, GrantChain chain) {
    story.step("The clinic reads");
    try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
      ReadResult seen = view.records(LABORATORY, MEDICATIONS, DOCUMENTS);
      words.seen(seen, vault.records());
      words.outOfScope(view.records(PROCEDURES));
    }
  }

  private void custodiansFail(Vault vault, GrantChain chain) throws IOException {
    story.step("Two custodians vanish and a third one alters what it keeps");
    Disk.erase(dir.resolve("nodes/node-1"));
    Disk.erase(dir.resolve("nodes/node-4"));
    Disk.flipABitInEveryShardAndManifest(dir.resolve("nodes/node-2"));
    try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
      ReadResult seen = view.records(LABORATORY, MEDICATIONS, DOCUMENTS);
      // The clinic may have met the liar or not: the three others are enough. Alice looks at all.
      words.seenInSpiteOf(
          "node-2", seen, vault.explain(seen.records().get(0).id()).orElseThrow());
    }
  }

  private void phoneWasReplaced(Vault vault, ReadResult before) {
    story.step("Alice opens her vault on a new phone, from her key file alone");
    words.sameRecords(before, vault.records(), "are there");
  }

  private void clinicIsRevoked(Vault vault, GrantChain chain) {
    story.step("Alice ends the clinic's grant");
    Revocation revocation = vault.revoke(chain.id());
    try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
      words.revoked(revocation, view.records(LABORATORY));
    }
  }

  private void whoHasMyData(Vault vault) {
    story.step("Who has my data?");
    words.disclosed(vault.disclosures());
  }

  private void takeItElsewhere(PatientKeys alice, Vault vault, GrantChain ended)
      throws IOException {
    story.step("Alice takes everything to another vendor, over another ledger");
    Path archive = dir.resolve("alice.habeas");
    try (HolderKeys newClinic = HolderKeys.create("Riverside Family Practice");
        Ledger elsewhere = Ledgers.open("file:" + dir.resolve("elsewhere/ledger"))) {
      GrantTerms terms = GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(ofDays(30));
      GrantChain living = vault.grant(newClinic.grantee(), terms);
      MoveReport moved = vault.exportTo(archive);
      words.exported(moved, Files.size(archive));
      List<Custodian> others =
          Custodians.directories(dir.resolve("elsewhere/nodes"), LAYOUT.total(), elsewhere);
      try (Vault there = Vault.builder()
              .keys(alice)
              .ledger(elsewhere)
              .custodians(others, LAYOUT)
              .openFrom(archive);
          GrantedVault allowed = GrantedVault.open(living, newClinic, elsewhere, others);
          GrantedVault refused = GrantedVault.open(ended, clinic, elsewhere, others)) {
        words.sameRecords(vault.records(), there.records(), "arrived byte for byte");
        words.sameDecisions(allowed.records(LABORATORY), refused.records(LABORATORY));
        words.proofsCameAlong(there.disclosures());
      }
      others.forEach(Custodian::close);
    }
  }

  private static FhirRecords note() {
    InputStream in = Quickstart.class.getResourceAsStream("/psychiatric-note.json");
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return FhirRecords.parse(
        Objects.requireNonNull(in), FhirOptions.of(today, Set.of(Label.NORMAL)));
  }

  @Override
  public void close() {
    custodians.forEach(Custodian::close);
    ledger.close();
    clinic.close();
    psychiatrist.close();
  }
}
