// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.soak;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.LABORATORY;

import health.habeas.ReadResult;
import health.habeas.Revocation;
import health.habeas.Vault;
import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.http.soak.History.Read;
import health.habeas.http.soak.History.Revoked;
import health.habeas.http.soak.History.Write;
import health.habeas.key.Grantee;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.ObjectStatus;
import health.habeas.shard.RepairReport;
import health.habeas.shard.StripeLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The patient at work: puts and updates records, gives and revokes grants, reads, repairs; and writes down what was
 * acknowledged. Calls that fail are counted, and anything but a {@link HabeasException} ends the run. Thread-safe.
 */
final class Patient implements AutoCloseable {
  private static final int RECORDS = 24;
  private static final int MOST_AT_ONCE = 3;
  private static final int LIVE_GRANTS = 2;
  private static final Duration LIFE = Duration.ofDays(30);

  private final PatientKeys keys = PatientKeys.create();
  private final Map<String, Integer> versions = new HashMap<>();
  private final List<Custodian> custodians;
  private final Ledger ledger;
  private final History history;
  private final Tally tally;
  private final Random random;
  private @Nullable Vault vault;

  Patient(Fleet fleet, History history, Tally tally, Random random) {
    this.custodians = fleet.clients();
    this.ledger = fleet.ledger();
    this.history = history;
    this.tally = tally;
    this.random = random;
  }

  /** One thing or another; most are puts. */
  synchronized void work(Grants grants, Grantee holder) {
    int dice = random.nextInt(20);
    if (dice == 0) {
      revoke(grants);
    } else if (grants.live().size() < LIVE_GRANTS) {
      grant(grants, holder);
    } else if (dice == 1) {
      closeVault();
    } else if (dice < 5) {
      read();
    } else {
      put();
    }
  }

  /** Up to three records, new or updated; whether it was acknowledged. */
  synchronized boolean put() {
    Map<String, Integer> next = new HashMap<>();
    for (int i = 1 + random.nextInt(MOST_AT_ONCE); i > 0; i--) {
      next.put("record-" + random.nextInt(RECORDS), 0);
    }
    next.replaceAll((record, none) -> versions.merge(record, 1, Integer::sum));
    long began = System.nanoTime();
    boolean done = attempt(open -> open.put(next.entrySet().stream()
            .map(each -> Content.record(each.getKey(), each.getValue()))
            .toList()))
        .isPresent();
    history.add(new Write(Map.copyOf(next), began, done ? System.nanoTime() : History.NEVER));
    tally.add(done ? Tally.Kind.PUT : Tally.Kind.FAILED);
    return done;
  }

  private void grant(Grants grants, Grantee holder) {
    Optional<GrantChain> chain = attempt(
        open -> open.grant(holder, GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(LIFE)));
    chain.ifPresent(grants::give);
    tally.add(chain.isPresent() ? Tally.Kind.GRANT : Tally.Kind.FAILED);
  }

  private void revoke(Grants grants) {
    grants.live().stream().findAny().ifPresent(chain -> {
      grants.end(chain);
      Optional<Revocation> revoked = attempt(open -> open.revoke(chain.id()))
          .filter(each -> each.state().compareTo(Revocation.State.FENCED) >= 0);
      if (revoked.isPresent()) {
        history.add(new Revoked(chain.id().toString(), System.nanoTime()));
      }
      tally.add(revoked.isPresent() ? Tally.Kind.REVOCATION : Tally.Kind.FAILED);
    });
  }

  /** All of her records; whether the answer was complete. */
  synchronized boolean read() {
    long began = System.nanoTime();
    Optional<ReadResult> result = attempt(open -> open.records());
    result.ifPresent(read -> history.add(seen(History.PATIENT, "", read, began)));
    tally.add(result.isPresent() ? Tally.Kind.READ : Tally.Kind.FAILED);
    return result.filter(ReadResult::isComplete).isPresent();
  }

  static Read seen(String reader, String asked, ReadResult read, long began) {
    long ended = System.nanoTime();
    Map<String, Integer> seen = new HashMap<>();
    read.records()
        .forEach(record -> HistoryCheck.merge(seen, record.id().value(), Content.version(record)));
    return new Read(reader, asked, seen, read.isComplete(), read.lyingCustodians(), began, ended);
  }

  /** Beside her other calls, which get in between. */
  Optional<RepairReport> repair() {
    Optional<RepairReport> report = attempt(Vault::repair);
    tally.add(report.isPresent() ? Tally.Kind.REPAIR : Tally.Kind.FAILED);
    return report;
  }

  /** How each of her records is, those of attempts that failed left out. */
  synchronized List<ObjectStatus> explain() {
    return attempt(open -> {
          List<ObjectStatus> all = new ArrayList<>();
          versions.keySet().forEach(id -> open.explain(new RecordId(id)).ifPresent(all::add));
          return all;
        })
        .orElse(List.of());
  }

  /** While it runs, she does nothing else. */
  synchronized void undisturbed(Disturbance disturbance) throws Exception {
    disturbance.run();
  }

  /** What is done to custodians. */
  interface Disturbance {
    void run() throws Exception;
  }

  private <T> Optional<T> attempt(Function<Vault, T> call) {
    try {
      return attempt(vault(), call);
    } catch (HabeasException e) {
      tally.failed(e); // it can't be opened
      return Optional.empty();
    }
  }

  private <T> Optional<T> attempt(Vault open, Function<Vault, T> call) {
    try {
      return Optional.of(call.apply(open));
    } catch (HabeasException e) {
      tally.failed(e);
      if (e.code() == ErrorCode.VAULT_CLOSED || e.code() == ErrorCode.VAULT_IN_USE) {
        forget(open);
      }
      return Optional.empty();
    }
  }

  /** A repair may find closed what was opened anew meanwhile. */
  private synchronized void forget(Vault closed) {
    if (vault == closed) {
      closeVault();
    }
  }

  private synchronized Vault vault() {
    if (vault == null) {
      vault = Vault.builder()
          .keys(keys)
          .ledger(ledger)
          .custodians(custodians, StripeLayout.of(4, Fleet.SIZE))
          .open();
    }
    return vault;
  }

  private synchronized void closeVault() {
    if (vault != null) {
      vault.close();
      vault = null;
    }
  }

  @Override
  public synchronized void close() {
    closeVault();
    custodians.forEach(Custodian::close);
    ledger.close();
    keys.close();
  }
}
