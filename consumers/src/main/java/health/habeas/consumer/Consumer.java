// SPDX-License-Identifier: Apache-2.0
package health.habeas.consumer;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.LABORATORY;

import health.habeas.GrantedVault;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/** Puts one FHIR resource into a vault, grants it, reads it back; providers are found by address. */
public final class Consumer {
  private static final String OBSERVATION = """
      {"resourceType":"Observation","id":"a","category":[{"coding":[{"code":"laboratory"}]}],
       "effectiveDateTime":"2026-01-02"}""";

  private Consumer() {}

  /**
   * Runs it.
   *
   * @param args a directory to work in
   */
  public static void main(String[] args) throws IOException {
    Path dir = Files.createTempDirectory(Files.createDirectories(Path.of(args[0])), "run");
    try (Passphrase passphrase = Passphrase.of("correct horse battery staple".toCharArray());
        PatientKeys alice =
            PatientKeys.create(KeyCustody.at("file:" + dir.resolve("keys"), passphrase));
        HolderKeys clinic = HolderKeys.create("St. Mary Cardiology");
        Ledger ledger = Ledgers.open("file:" + dir.resolve("ledger"))) {
      List<Custodian> custodians = Custodians.directories(dir.resolve("nodes"), 3, ledger);
      try (Vault vault = Vault.builder()
          .keys(alice)
          .ledger(ledger)
          .custodians(custodians, StripeLayout.of(2, 3))
          .open()) {
        vault.put(observation());
        GrantChain chain = vault.grant(
            clinic.grantee(),
            GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(1)));
        try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
          byte[] read = view.records(LABORATORY).records().get(0).content();
          if (!new String(read, StandardCharsets.UTF_8).equals(OBSERVATION)) {
            throw new IllegalStateException("the record came back altered");
          }
        }
      } finally {
        custodians.forEach(Custodian::close);
      }
    }
  }

  private static FhirRecords observation() {
    FhirOptions options = FhirOptions.of(LocalDate.of(2026, 1, 2), Set.of(Label.NORMAL));
    return FhirRecords.parse(
        new ByteArrayInputStream(OBSERVATION.getBytes(StandardCharsets.UTF_8)), options);
  }
}
