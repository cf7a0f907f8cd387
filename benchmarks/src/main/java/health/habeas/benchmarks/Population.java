// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.GrantedVault;
import health.habeas.ReadResult;
import health.habeas.Vault;
import health.habeas.fhir.FhirRecords;
import health.habeas.grant.Action;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Purpose;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.StripeLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Patients who share a ledger and six custodians, any four of which bring a record back; and a clinic that may read
 * everything of each. Not thread-safe: one per benchmark.
 */
final class Population implements AutoCloseable {
  private static final StripeLayout LAYOUT = StripeLayout.of(4, 6);
  private static final Label[] SENSITIVE =
      Arrays.stream(Label.values()).filter(label -> label != Label.NORMAL).toArray(Label[]::new);

  private final ScratchDirectory directory = new ScratchDirectory();
  private final HolderKeys clinic = HolderKeys.create("Clinic");
  private final List<PatientKeys> patients = new ArrayList<>();
  private final List<GrantChain> grants = new ArrayList<>();
  private final Ledger ledger;
  private final List<Custodian> custodians;

  Population(String scheme) throws IOException {
    Path home = directory.path();
    this.ledger =
        Ledgers.open(scheme.equals("file") ? "file:" + home.resolve("ledger") : "memory:");
    this.custodians = Custodians.directories(home.resolve("nodes"), LAYOUT.total(), ledger);
  }

  /** Makes a vault for each patient; nothing is in it yet. */
  void enrol(int count) {
    for (int i = 0; i < count; i++) {
      patients.add(PatientKeys.create());
      open(i).close();
    }
  }

  /** What a patient's agent does with a bundle: open the vault, cut the bundle, store all of it. */
  void put(int patient, Path bundle, Volume volume) {
    try (Vault vault = open(patient);
        FhirRecords records = FhirRecords.parse(bundle)) {
      vault.put(counted(records, volume));
      if (!records.report().complete()) {
        throw new IllegalStateException("a bundle was not taken completely");
      }
    }
  }

  /** Lets the clinic read everything of a patient. */
  void grant(int patient) {
    GrantTerms everything = GrantTerms.everyCategory(Action.READ)
        .including(SENSITIVE)
        .for_(Purpose.TREAT)
        .expiresIn(Duration.ofDays(1));
    try (Vault vault = open(patient)) {
      grants.add(vault.grant(clinic.grantee(), everything));
    }
  }

  /** What a clinic does with a grant: open it, and read everything that it reaches. */
  int read(int patient, Volume volume) {
    try (GrantedVault view = GrantedVault.open(grants.get(patient), clinic, ledger, custodians)) {
      ReadResult seen = view.records();
      if (!seen.isComplete()) {
        throw new IllegalStateException("the clinic can't read everything: " + seen);
      }
      seen.records().forEach(record -> volume.add(record.sizeBytes()));
      return seen.records().size();
    }
  }

  @Override
  public void close() throws IOException {
    patients.forEach(PatientKeys::close);
    clinic.close();
    custodians.forEach(Custodian::close);
    ledger.close();
    directory.close();
  }

  private Vault open(int patient) {
    return Vault.builder()
        .keys(patients.get(patient))
        .ledger(ledger)
        .custodians(custodians, LAYOUT)
        .open();
  }

  private static Iterable<HealthRecord> counted(FhirRecords records, Volume volume) {
    return () -> records.stream().peek(record -> volume.add(record.sizeBytes())).iterator();
  }
}
