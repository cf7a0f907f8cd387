// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.internal.flow.Household.labs;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.DepositReport;
import health.habeas.GrantedVault;
import health.habeas.ReadResult;
import health.habeas.error.ErrorCode;
import health.habeas.grant.Action;
import health.habeas.grant.Decision;
import health.habeas.grant.Directive;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.RevocationStatement;
import health.habeas.grant.VaultId;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.shard.AccessClaim;
import health.habeas.shard.Admission;
import health.habeas.shard.Custodian;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerProof;
import health.habeas.shard.OwnerSession;
import health.habeas.shard.ReleaseSession;
import health.habeas.shard.VaultCard;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One custodian fails in ways that its interface does not name, or stops serving: a holder goes on with the others. */
class FailingCustodianTest {
  private final Household home = new Household();

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void whateverOneThrowsIsItsOwnFailure() {
    home.vault.put(labs("a", 3));
    GrantChain chain = home.vault.grant(
        home.clinic.grantee(),
        GrantTerms.of(Set.of(Action.READ, Action.CREATE), LABORATORY)
            .for_(TREAT)
            .expiresIn(Duration.ofDays(1)));
    RuntimeException ledgers = new LedgerException.Integrity(
        LedgerErrorCode.FORKED, "what one custodian says of the ledger");
    for (RuntimeException each : List.of(ledgers, new IllegalStateException("a bug"))) {
      for (Where where : Where.values()) {
        try (GrantedVault view = GrantedVault.open(
            chain, home.clinic, home.ledger, with(new Failing(where, () -> thrown(each))))) {
          assertThat(view.records().records()).as(where + " " + each).hasSize(3);
          DepositReport report = view.deposit(labs("new", 1).get(0));
          assertThat(report.refusal()).as(where + " " + each).isEmpty();
        }
      }
    }
  }

  @Test
  void oneRecordIsNotSaidToBeTheNewestWhenACustodianStopped_L58() {
    home.vault.put(labs("a", 1));
    GrantChain chain = home.grant(home.clinic);
    Decision.Deny deny = new Decision.Deny(ErrorCode.GRANT_EXPIRED, "its clock is ahead");
    Failing stops = new Failing(Where.FETCH, () -> new ReleaseSession.Refused(deny));
    try (GrantedVault view = GrantedVault.open(chain, home.clinic, home.ledger, with(stops))) {
      ReadResult result = view.get(labs("a", 1).get(0).id());
      assertThat(result.records()).containsExactlyElementsOf(labs("a", 1));
      assertThat(result.refusal()).contains(deny);
    }
  }

  private List<Custodian> with(Custodian first) {
    return List.of(first, home.custodians.get(1), home.custodians.get(2));
  }

  private static ReleaseSession.Refused thrown(RuntimeException e) {
    throw e;
  }

  private enum Where {
    CARD,
    CHALLENGE,
    FETCH,
    DEPOSIT
  }

  private final class Failing implements Custodian {
    private final Custodian real = home.custodians.get(0);
    private final Where where;
    private final Supplier<ReleaseSession.Refused> what;

    Failing(Where where, Supplier<ReleaseSession.Refused> what) {
      this.where = where;
      this.what = what;
    }

    private IllegalStateException failure() {
      return new IllegalStateException("nothing was thrown but " + what.get());
    }

    @Override
    public String name() {
      return real.name();
    }

    @Override
    public Optional<VaultCard> card(VaultId vault) {
      if (where == Where.CARD) {
        throw failure();
      }
      return real.card(vault);
    }

    @Override
    public byte[] challenge() {
      if (where == Where.CHALLENGE) {
        throw failure();
      }
      return real.challenge();
    }

    @Override
    public OwnerSession enter(OwnerProof proof) {
      return real.enter(proof);
    }

    @Override
    public Admission admit(AccessClaim claim) {
      Admission admission = real.admit(claim);
      return admission instanceof Admission.Admitted admitted
          ? new Admission.Admitted(new Session(admitted.session()))
          : admission;
    }

    @Override
    public long revoke(RevocationStatement statement) {
      return real.revoke(statement);
    }

    @Override
    public long followLedger() {
      return real.followLedger();
    }

    @Override
    public void close() {}

    private final class Session implements ReleaseSession {
      private final ReleaseSession session;

      Session(ReleaseSession session) {
        this.session = session;
      }

      @Override
      public Fetched fetch(ItemName name) {
        return where == Where.FETCH && name.kind() != ItemKind.KEY_UPDATE
            ? what.get()
            : session.fetch(name);
      }

      @Override
      public Fetched fetch(ItemName name, long offset, int length) {
        return where == Where.FETCH ? what.get() : session.fetch(name, offset, length);
      }

      @Override
      public Deposited deposit(byte[] sealed) {
        return where == Where.DEPOSIT ? what.get() : session.deposit(sealed);
      }

      @Override
      public List<Directive> directives() {
        return session.directives();
      }
    }
  }
}
