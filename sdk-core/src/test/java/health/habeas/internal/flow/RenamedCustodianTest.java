// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.flow.Household.labs;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.GrantedVault;
import health.habeas.ReadResult;
import health.habeas.Vault;
import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.grant.GrantChain;
import health.habeas.grant.RevocationStatement;
import health.habeas.grant.VaultId;
import health.habeas.shard.AccessClaim;
import health.habeas.shard.Admission;
import health.habeas.shard.Custodian;
import health.habeas.shard.OwnerProof;
import health.habeas.shard.OwnerSession;
import health.habeas.shard.VaultCard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A custodian that takes another's name later, to be let in there with the proof that it gets. */
class RenamedCustodianTest {
  private final Household home = new Household();

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void getsNoProofOfTheHolderForAnother() {
    home.vault.put(labs("a", 3));
    GrantChain chain = home.grant(home.clinic);
    Impostor impostor = new Impostor(home.custodians.get(0), home.custodians.get(1));
    try (GrantedVault view =
        GrantedVault.open(chain, home.clinic, home.ledger, impostor.amongTheOthers())) {
      impostor.renamed = true;
      ReadResult result = view.records();
      assertThat(result.records()).hasSize(3);
    }
    assertThat(impostor.admissions)
        .singleElement()
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> assertThat(refused.deny().code()).isEqualTo(ErrorCode.POSSESSION));
  }

  @Test
  void getsNoProofOfThePatientForAnother() {
    home.vault.put(labs("a", 3));
    home.vault.close();
    Impostor impostor = new Impostor(home.custodians.get(0), home.custodians.get(1));
    impostor.renamesAfter = 2; // the builder asks, and the session; whoever asks again is deceived
    try (Vault vault = Vault.builder()
        .keys(home.alice)
        .ledger(home.ledger)
        .custodians(impostor.amongTheOthers(), Household.LAYOUT)
        .open()) {
      assertThat(vault.records().records()).hasSize(3);
    }
    assertThat(impostor.entered).isEmpty();
    assertThat(impostor.refused).isNotEmpty().allMatch(code -> code == ErrorCode.POSSESSION);
  }

  /** Passes on the challenges of another custodian, and every answer to it. */
  private final class Impostor implements Custodian {
    private final Custodian itself;
    private final Custodian victim;
    private final List<Admission> admissions = new ArrayList<>();
    private final List<OwnerSession> entered = new ArrayList<>();
    private final List<ErrorCode> refused = new ArrayList<>();
    private boolean renamed;
    private int renamesAfter = Integer.MAX_VALUE;

    Impostor(Custodian itself, Custodian victim) {
      this.itself = itself;
      this.victim = victim;
    }

    List<Custodian> amongTheOthers() {
      return List.of(this, home.custodians.get(1), home.custodians.get(2));
    }

    @Override
    public String name() {
      return renamed || renamesAfter-- <= 0 ? victim.name() : itself.name();
    }

    @Override
    public Optional<VaultCard> card(VaultId vault) {
      return itself.card(vault);
    }

    @Override
    public byte[] challenge() {
      return victim.challenge();
    }

    @Override
    public OwnerSession enter(OwnerProof proof) {
      try {
        OwnerSession session = victim.enter(proof);
        entered.add(session);
        return session;
      } catch (HabeasException e) {
        refused.add(e.code());
        throw e;
      }
    }

    @Override
    public Admission admit(AccessClaim claim) {
      Admission admission = victim.admit(claim);
      admissions.add(admission);
      return admission;
    }

    @Override
    public long revoke(RevocationStatement statement) {
      return itself.revoke(statement);
    }

    @Override
    public long followLedger() {
      return itself.followLedger();
    }

    @Override
    public void close() {}
  }
}
