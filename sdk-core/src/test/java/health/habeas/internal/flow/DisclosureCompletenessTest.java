// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.flow.Household.labs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import health.habeas.Completeness;
import health.habeas.Disclosures;
import health.habeas.Vault;
import health.habeas.error.ErrorCode;
import health.habeas.error.IntegrityException;
import health.habeas.grant.GrantChain;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Cosigner;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.ProvenMap;
import health.habeas.ledger.proof.SignerKey;
import health.habeas.ledger.proof.StateProof;
import health.habeas.ledger.proof.TlogProof;
import health.habeas.ledger.proof.TrustPolicy;
import health.habeas.shard.AccessEvent;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "These n, and no n + 1st": what a list of accesses proves, and which ledgers it catches. */
class DisclosureCompletenessTest {
  private final Household home = new Household();
  private final GrantChain chain = home.grant(home.clinic);

  @AfterEach
  void close() {
    home.close();
  }

  private void read(int times) {
    for (int i = 0; i < times; i++) {
      home.read(chain, home.clinic);
    }
  }

  @Test
  void theNextNumberOfEachGrantIsProvenAbsent() {
    home.vault.put(labs("a", 1));
    GrantChain unused = home.grant(home.nurse);
    read(3);
    Disclosures all = home.vault.disclosures();
    assertThat(all).hasSize(3);
    assertThat(all.isProvenComplete()).isTrue();
    assertThat(all.completeness()).extracting(Completeness::accesses).containsExactly(3, 0);
    assertThat(all.completeness())
        .extracting(Completeness::next)
        .containsExactly(AccessEvent.id(chain.root(), 3), AccessEvent.id(unused.root(), 0));
    ProvenMap map = all.completeness()
        .get(0)
        .proof()
        .orElseThrow()
        .verify(LogMap.LABELS, home.ledger.verifier().key());
    assertThat(map.find(LogMap.label(AccessEvent.id(chain.root(), 3).bytes()))).isEmpty();
    assertThat(map.later()).isZero();
  }

  @Test
  void aLedgerThatHidesAnAccessIsCaughtByItsOwnMap() {
    home.vault.put(labs("a", 1));
    read(2);
    home.vault.close();
    Ledger hiding = ledger("find", AccessEvent.id(chain.root(), 1), Optional::empty, home.ledger);
    try (Vault vault = open(hiding)) {
      assertThatExceptionOfType(IntegrityException.class)
          .isThrownBy(vault::disclosures)
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.RECEIPT_UNPROVEN));
    }
  }

  @Test
  void aLedgerThatAnswersWithAnOldStateIsCaught() {
    home.vault.put(labs("a", 1));
    read(2);
    // from before the third access, of which it then knows nothing
    Optional<StateProof> old = home.ledger.prove(
        LogMap.LABELS, List.of(LogMap.label(AccessEvent.id(chain.root(), 2).bytes())));
    read(1);
    home.vault.close();
    Ledger hiding = ledger(
        "prove",
        LogMap.LABELS,
        () -> old,
        ledger("find", AccessEvent.id(chain.root(), 2), Optional::empty, home.ledger));
    try (Vault vault = open(hiding)) {
      assertThatExceptionOfType(IntegrityException.class)
          .isThrownBy(vault::disclosures)
          .withMessageContaining("older than its own head");
    }
  }

  @Test
  void aLedgerWithoutMapsIsSaidToProveNothing() {
    home.vault.put(labs("a", 1));
    read(2);
    home.vault.close();
    Ledger plain = ledger("prove", LogMap.LABELS, Optional::empty, home.ledger);
    try (Vault vault = open(plain)) {
      Disclosures all = vault.disclosures();
      assertThat(all).hasSize(2);
      assertThat(all.isProvenComplete()).isFalse();
      assertThat(all.completeness().get(0).accesses()).isEqualTo(2);
      assertThat(all.completeness().get(0).witnessed(policy("none"))).isEmpty();
    }
  }

  @Test
  void aQuorumOfWitnessesCanBeAskedFor() {
    Completeness own = home.vault.disclosures().completeness().get(0);
    assertThat(own.witnessed(policy("none"))).isPresent();
    Cosigner witness = Cosigner.of(SignerKey.generate("witness.example/w1", new SecureRandom()));
    TrustPolicy policy = policy("w", witness);
    assertThat(catchThrowableOfType(LedgerException.Integrity.class, () -> own.witnessed(policy))
            .code())
        .isEqualTo(LedgerErrorCode.QUORUM_MISSING);
    StateProof proof = own.proof().orElseThrow();
    TlogProof state = proof.state();
    TlogProof seen = new TlogProof(
        state.extra(),
        state.inclusion(),
        witness.cosign(state.checkpoint(), Instant.ofEpochSecond(1_700_000_000)));
    Completeness cosigned = new Completeness(
        own.grant(),
        own.accesses(),
        own.next(),
        Optional.of(new StateProof(proof.proof(), seen)),
        own.log());
    assertThat(cosigned.witnessed(policy).orElseThrow().head().cosigned())
        .containsEntry("w", Instant.ofEpochSecond(1_700_000_000));
  }

  @Test
  void whatAnEarlierLedgerRecordedIsNotSaidToBeAll(@TempDir Path dir) {
    home.vault.put(labs("a", 1));
    read(2);
    Path archive = dir.resolve("archive");
    home.vault.exportTo(archive);
    home.vault.close();
    try (Household there = new Household(home, archive)) {
      Disclosures all = there.vault.disclosures();
      assertThat(all).hasSize(2);
      assertThat(all.earlier()).isEqualTo(2);
      assertThat(all.completeness()).allMatch(Completeness::isProven);
      assertThat(all.isProvenComplete()).isFalse();
    }
  }

  /** The earlier ledger may have hidden every access. */
  @Test
  void aMovedVaultWithoutAccessesIsNotSaidToBeWhole(@TempDir Path dir) {
    home.vault.put(labs("a", 1));
    Path archive = dir.resolve("archive");
    home.vault.exportTo(archive);
    home.vault.close();
    try (Household there = new Household(home, archive)) {
      assertThat(there.vault.disclosures()).isEmpty();
      assertThat(there.vault.disclosures().isProvenComplete()).isFalse();
    }
  }

  private Vault open(Ledger ledger) {
    return Vault.builder()
        .keys(home.alice)
        .suite(home.suite)
        .ledger(ledger)
        .custodians(home.custodians, Household.LAYOUT)
        .open();
  }

  private static TrustPolicy policy(String quorum, Cosigner... witnesses) {
    StringBuilder text = new StringBuilder();
    for (Cosigner witness : witnesses) {
      text.append("witness ").append(quorum).append(' ').append(witness.key()).append('\n');
    }
    text.append("quorum ").append(quorum).append('\n');
    return TrustPolicy.parse(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A ledger as it is, but for one answer. */
  private static Ledger ledger(
      String method, Object firstArgument, Supplier<Object> answer, Ledger real) {
    InvocationHandler handler = (self, called, arguments) -> {
      if (called.getName().equals(method) && firstArgument.equals(arguments[0])) {
        return answer.get();
      }
      try {
        return called.invoke(real, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    };
    return (Ledger) Proxy.newProxyInstance(
        Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, handler);
  }
}
