// SPDX-License-Identifier: Apache-2.0
package health.habeas.crash;

import health.habeas.Vault;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.key.PatientKeys;
import health.habeas.key.QuickCustody;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordHeader;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.StripeLayout;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** One vault on the disk over any 2 of 3 custodians, which come and go. Not thread-safe: one per process. */
final class UpkeepStage implements AutoCloseable {
  /** How many records one put has, and how many of them a deletion leaves: so few that their pack is written anew. */
  static final int RECORDS = 8;

  static final int LEFT = 2;

  private static final int LARGE_BYTES = 2_500_000;

  private final Path directory;
  private final PatientKeys alice;
  private final Ledger ledger;
  private final List<Custodian> custodians = new ArrayList<>();
  private final Vault vault;

  private UpkeepStage(Path directory, List<String> names) {
    this.directory = directory;
    alice = PatientKeys.open(QuickCustody.at(directory.resolve("alice.key"), "four random words"));
    ledger = Ledgers.open("file:" + directory.resolve("ledger"));
    names.forEach(this::custodian);
    try {
      vault = Vault.builder()
          .keys(alice)
          .ledger(ledger)
          .custodians(custodians, StripeLayout.of(2, 3))
          .open();
    } catch (RuntimeException e) {
      closeAround();
      throw e;
    }
  }

  /** The keys exist before the first process that may be killed. */
  static void makeKeys(Path directory) {
    PatientKeys.create(QuickCustody.at(directory.resolve("alice.key"), "four random words"))
        .close();
  }

  static UpkeepStage open(Path directory, List<String> names) {
    return new UpkeepStage(directory, names);
  }

  /** With the custodians that the vault says it has, which are these or those. */
  static UpkeepStage open(Path directory, List<String> names, Optional<List<String>> orThose) {
    try {
      return new UpkeepStage(directory, names);
    } catch (InvalidInputException e) {
      if (e.code() != ErrorCode.VAULT_CONFIGURATION || orThose.isEmpty()) {
        throw e;
      }
      return new UpkeepStage(directory, orThose.get());
    }
  }

  Vault vault() {
    return vault;
  }

  /** The custodian of this name, opened now if it is not one of the vault's. */
  Custodian custodian(String name) {
    return custodians.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseGet(() -> {
          Custodian made = Custodians.directory(
              name, directory.resolve("nodes").resolve(name), ledger, InstantSource.system());
          custodians.add(made);
          return made;
        });
  }

  /** The records of one put: each in two categories, and of random bytes. */
  static List<HealthRecord> batch(int number) {
    return IntStream.range(0, RECORDS)
        .mapToObj(index -> {
          byte[] content = new byte[3_000];
          new Random(number * 31L + index).nextBytes(content);
          return new HealthRecord(
              new RecordId("Observation/" + number + "." + index),
              "Observation",
              LocalDate.of(2026, 3, 1).plusDays(index),
              Set.of(Category.LABORATORY, Category.DOCUMENTS),
              Set.of(Label.NORMAL),
              content);
        })
        .toList();
  }

  static RecordHeader largeHeader(int number) {
    return new RecordHeader(
        new RecordId("Media/" + number),
        "Media",
        LocalDate.of(2026, 3, 1),
        Set.of(Category.DOCUMENTS),
        Set.of(Label.NORMAL));
  }

  static byte[] largeContent(int number) {
    byte[] content = new byte[LARGE_BYTES];
    new Random(number).nextBytes(content);
    return content;
  }

  private void closeAround() {
    custodians.forEach(Custodian::close);
    ledger.close();
    alice.close();
  }

  @Override
  public void close() {
    vault.close();
    closeAround();
  }
}
