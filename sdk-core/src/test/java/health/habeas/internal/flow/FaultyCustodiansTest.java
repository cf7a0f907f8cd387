// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.GrantedVault;
import health.habeas.ReadResult;
import health.habeas.Vault;
import health.habeas.VaultBuilder;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.internal.flow.FaultyCustodian.Fault;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Up to m custodians lie, lose, refuse, fail, drip or hang, in any mixture: what was acknowledged comes back, and soon. */
class FaultyCustodiansTest {
  private static final StripeLayout LAYOUT = StripeLayout.DEFAULT;
  private static final Duration SOON = Duration.ofSeconds(20);

  private PatientKeys alice;
  private HolderKeys clinic;
  private Ledger ledger;
  private List<FaultyCustodian> custodians;
  private Vault vault;

  @BeforeTry
  @BeforeEach
  void begin() {
    alice = PatientKeys.create();
    clinic = HolderKeys.create("St. Mary Cardiology");
    ledger = Ledgers.open("memory:");
    custodians = IntStream.range(0, LAYOUT.total())
        .mapToObj(i -> new FaultyCustodian(
            Custodians.over("node-" + i, ShardStore.inMemory(), ledger, InstantSource.system())))
        .toList();
    vault = open();
  }

  @AfterTry
  @AfterEach
  void close() {
    custodians.forEach(FaultyCustodian::close);
    vault.close();
    ledger.close();
    clinic.close();
    alice.close();
  }

  /** By holder and patient, all at once and one by one, and after opening again. */
  @Property(tries = 15)
  void whatWasAcknowledgedIsReadAndNoWrongByte(
      @ForAll Fault one, @ForAll Fault other, @ForAll Random random) {
    List<HealthRecord> records = records(random);
    vault.put(records);
    GrantChain chain = grant();
    int first = random.nextInt(LAYOUT.total());
    int second = random.nextInt(LAYOUT.total());
    custodians.get(second).set(other);
    custodians.get(first).set(one);

    try (GrantedVault view = GrantedVault.open(chain, clinic, ledger, keepers())) {
      ReadResult granted = soon(view::records);
      assertThat(granted.records()).containsExactlyInAnyOrderElementsOf(records);
      assertThat(granted.unopened()).isZero();
      assertOnlyLiarsAreNamed(granted);
    }
    ReadResult own = soon(vault::records);
    assertThat(own.isComplete()).isTrue();
    assertThat(own.records()).containsExactlyInAnyOrderElementsOf(records);
    assertOnlyLiarsAreNamed(own);
    HealthRecord any = records.get(random.nextInt(records.size()));
    ReadResult single = soon(() -> vault.get(any.id()));
    assertThat(single.records()).containsExactly(any);
    assertOnlyLiarsAreNamed(single);
    vault.close();
    vault = open();
    assertThat(soon(vault::records).records()).containsExactlyInAnyOrderElementsOf(records);
  }

  /** It may be that nobody needed its answer; what is used again and again is noticed. */
  @Property(tries = 8)
  void whoGivesSomethingAlteredIsNamed(@ForAll Random random) {
    List<HealthRecord> records = records(random);
    vault.put(records);
    FaultyCustodian liar = custodians.get(random.nextInt(LAYOUT.total()));
    liar.set(Fault.FLIP);
    Set<String> named = new HashSet<>();
    for (int reads = 0; reads < 10; reads++) {
      ReadResult read = vault.records();
      assertThat(read.records()).containsExactlyInAnyOrderElementsOf(records);
      named.addAll(read.lyingCustodians());
    }
    assertThat(named).isEqualTo(liar.hasLied() ? Set.of(liar.name()) : Set.of());
  }

  @Test
  void aCustodianThatHangsStopsNoWriteAndGetsItWhenItGoesOn() {
    FaultyCustodian hanging = custodians.get(1);
    hanging.set(Fault.HANG);
    List<HealthRecord> records = records(new Random(1));
    soon(() -> vault.put(records));
    assertThat(soon(vault::records).records()).containsExactlyInAnyOrderElementsOf(records);
    hanging.set(Fault.NONE);
    hanging.close();
    vault.close(); // waits for what is under way
    custodians.get(0).set(Fault.LOSE);
    custodians.get(2).set(Fault.LOSE);
    vault = open();
    assertThat(vault.records().records()).containsExactlyInAnyOrderElementsOf(records);
  }

  private void assertOnlyLiarsAreNamed(ReadResult result) {
    Set<String> liars = custodians.stream()
        .filter(custodian -> custodian.fault().isLie())
        .map(FaultyCustodian::name)
        .collect(Collectors.toSet());
    assertThat(liars).containsAll(result.lyingCustodians());
  }

  private static <T> T soon(Supplier<T> call) {
    long begun = System.nanoTime();
    T value = call.get();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
    return value;
  }

  private Vault open() {
    VaultBuilder builder = Vault.builder().keys(alice).ledger(ledger).custodians(keepers(), LAYOUT);
    return soon(builder::open);
  }

  private List<Custodian> keepers() {
    return List.copyOf((Collection<? extends Custodian>) custodians);
  }

  private GrantChain grant() {
    return vault.grant(
        clinic.grantee(), GrantTerms.read(LABORATORY).for_(TREAT).expiresIn(Duration.ofDays(1)));
  }

  /** From one byte to several stripes. */
  private static List<HealthRecord> records(Random random) {
    return IntStream.range(0, 1 + random.nextInt(40))
        .mapToObj(i -> {
          byte[] content = new byte[1 + random.nextInt(1 << (4 + random.nextInt(14)))];
          random.nextBytes(content);
          return new HealthRecord(
              new RecordId("Observation/" + i),
              "Observation",
              LocalDate.of(2026, 3, 3),
              Set.of(LABORATORY),
              Set.of(Label.NORMAL),
              content);
        })
        .toList();
  }
}
