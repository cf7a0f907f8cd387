// SPDX-License-Identifier: Apache-2.0
package health.habeas.unlinkable;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.LABORATORY;

import health.habeas.GrantedVault;
import health.habeas.Vault;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Entry;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the vaults of many patients append in a week, by real vaults, holders and custodians: visits at random times, each a put,
 * a grant and some reads within minutes.
 */
final class Week implements AutoCloseable {
  /** Whose entry, and when it was appended, in seconds from the week's begin. */
  record Event(int patient, double second, Entry entry) {}

  private static final StripeLayout LAYOUT = StripeLayout.of(2, 3);
  private static final int VISITS = 4;
  static final int SECONDS = 7 * 24 * 3600;

  private final Random random;
  private final Ledger log = Ledgers.open("memory:");
  private final Ledger ledger = recording();
  private final HolderKeys clinic = HolderKeys.create("St. Mary Cardiology");
  private final List<Custodian> custodians = IntStream.range(0, LAYOUT.total())
      .mapToObj(
          i -> Custodians.over("node-" + i, ShardStore.inMemory(), ledger, InstantSource.system()))
      .toList();
  private final List<Event> events = new ArrayList<>();
  private int patient;
  private double second;

  Week(Random random) {
    this.random = random;
  }

  /** The week's entries in the order in which they were appended. */
  List<Event> of(int patients) {
    for (patient = 0; patient < patients; patient++) {
      live();
    }
    return events.stream().sorted(Comparator.comparingDouble(Event::second)).toList();
  }

  private void live() {
    second = random.nextInt(SECONDS);
    try (PatientKeys keys = PatientKeys.create();
        Vault vault = Vault.builder()
            .keys(keys)
            .ledger(ledger)
            .custodians(custodians, LAYOUT)
            .open()) {
      for (int visit = 0; visit < VISITS; visit++) {
        second = random.nextInt(SECONDS);
        visit(vault, visit);
      }
    }
  }

  private void visit(Vault vault, int number) {
    HealthRecord result = new HealthRecord(
        new RecordId("Observation/" + number),
        "Observation",
        LocalDate.of(2026, 3, 1 + number),
        Set.of(LABORATORY),
        Set.of(Label.NORMAL),
        ("result " + number).getBytes(StandardCharsets.UTF_8));
    vault.put(List.of(result));
    second += 20 + random.nextInt(100);
    GrantChain chain = vault.grant(
        clinic.grantee(), GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(1)));
    try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, custodians)) {
      for (int reads = random.nextInt(3); reads >= 0; reads--) {
        second += 10 + random.nextInt(200);
        view.records();
      }
    }
  }

  private Ledger recording() {
    return (Ledger) Proxy.newProxyInstance(
        Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (self, method, arguments) -> {
          if (method.getName().equals("append") && arguments[0] instanceof Entry entry) {
            second += random.nextDouble();
            events.add(new Event(patient, second, entry));
          }
          try {
            return method.invoke(log, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  @Override
  public void close() {
    custodians.forEach(Custodian::close);
    clinic.close();
    log.close();
  }
}
