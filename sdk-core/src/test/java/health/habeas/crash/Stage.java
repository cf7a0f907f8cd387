// SPDX-License-Identifier: Apache-2.0
package health.habeas.crash;

import static health.habeas.grant.Purpose.TREAT;

import health.habeas.GrantedVault;
import health.habeas.IssuedGrant;
import health.habeas.Vault;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.key.HolderKeys;
import health.habeas.key.KeyCustody;
import health.habeas.key.PatientKeys;
import health.habeas.key.QuickCustody;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.StripeLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One vault with everything around it, on the disk, and two holders: the clinic, whose grants come and go, and the
 * observer, who may read everything. Not thread-safe: one per process.
 */
final class Stage implements AutoCloseable {
  private final PatientKeys alice;
  private final HolderKeys clinic;
  private final HolderKeys observer;
  private final Ledger ledger;
  private final List<Custodian> custodians;
  private final Vault vault;

  private Stage(Path directory) {
    alice = PatientKeys.open(custody(directory, "alice"));
    clinic = HolderKeys.open(custody(directory, "clinic"));
    observer = HolderKeys.open(custody(directory, "observer"));
    ledger = Ledgers.open("file:" + directory.resolve("ledger"));
    custodians = Custodians.directories(directory.resolve("nodes"), 3, ledger);
    vault = Vault.builder()
        .keys(alice)
        .ledger(ledger)
        .custodians(custodians, StripeLayout.of(2, 3))
        .open();
  }

  /** The keys exist before the first process that may be killed. */
  static void makeKeys(Path directory) {
    PatientKeys.create(custody(directory, "alice")).close();
    HolderKeys.create("Clinic", custody(directory, "clinic")).close();
    HolderKeys.create("Observer", custody(directory, "observer")).close();
  }

  static Stage open(Path directory) {
    return new Stage(directory);
  }

  Vault vault() {
    return vault;
  }

  /** Grants to the clinic that are not revoked, oldest first. */
  List<IssuedGrant> clinicGrants() {
    return vault.grants().stream()
        .filter(grant -> grant.holder().equals(clinic.grantee()) && !grant.revoked())
        .toList();
  }

  GrantChain grantToClinic() {
    return vault.grant(clinic.grantee(), everything());
  }

  GrantedVault openAsClinic(GrantChain chain) {
    return GrantedVault.open(chain, clinic, ledger, custodians);
  }

  /** The observer's grant; made by the process that is not killed. */
  void grantToObserver() {
    if (observerGrant().isEmpty()) {
      vault.grant(observer.grantee(), everything());
    }
  }

  /** The observer's door, once it has a grant. */
  Optional<GrantedVault> openAsObserver() {
    return observerGrant()
        .map(issued -> GrantedVault.open(issued.chain(), observer, ledger, custodians));
  }

  private Optional<IssuedGrant> observerGrant() {
    return vault.grants().stream()
        .filter(grant -> grant.holder().equals(observer.grantee()))
        .findFirst();
  }

  private static GrantTerms everything() {
    return GrantTerms.read(Batch.CATEGORIES.toArray(Category[]::new))
        .including(Label.PSY)
        .for_(TREAT)
        .expiresIn(Duration.ofDays(30));
  }

  private static KeyCustody custody(Path directory, String name) {
    return QuickCustody.at(directory.resolve(name + ".key"), "four random words");
  }

  @Override
  public void close() {
    vault.close();
    custodians.forEach(Custodian::close);
    ledger.close();
    observer.close();
    clinic.close();
    alice.close();
  }
}
