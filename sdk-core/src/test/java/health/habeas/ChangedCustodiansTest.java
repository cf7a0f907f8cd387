// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import static health.habeas.Keepers.lab;
import static health.habeas.Keepers.labs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.crash.WatchedStore.Watch;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.grant.Directive;
import health.habeas.grant.GrantChain;
import health.habeas.record.Label;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ObjectStatus;
import health.habeas.shard.StripeLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangedCustodiansTest {
  private static final StripeLayout LAYOUT = StripeLayout.of(4, 6);

  @Test
  void theNextOneGetsEverythingAndTheOneBeforeIsEmptied() {
    try (Keepers home = new Keepers(LAYOUT)) {
      home.vault.put(labs("a", 30));
      home.vault.forbid(Directive.never(home.vault.id(), Label.PSY));
      GrantChain chain = home.grant();
      home.readAsClinic(chain, home.custodians);
      Custodian next = home.another();
      ReplacementReport report = home.vault.replaceCustodian(home.custodians.get(2), next);
      assertThat(report.emptied()).isTrue();
      assertThat(report.copied().isWhole()).isTrue();
      assertThat(home.items(2)).isEmpty();
      assertThat(home.names(6, "directives")).hasSize(1);
      assertThat(home.names(6, "receipt")).hasSize(1);
      List<Custodian> before = List.copyOf(home.custodians);
      home.custodians.set(2, next);
      full(home, 30);
      // A holder with the new list, and one that knows nothing of the change.
      assertThat(home.readAsClinic(chain, home.custodians).records()).hasSize(30);
      assertThat(home.readAsClinic(chain, home.custodians).silentCustodians()).isEmpty();
      assertThat(home.readAsClinic(chain, before).records()).hasSize(30);
      home.vault.put(labs("b", 3));
      home.reopen();
      full(home, 33);
      assertThat(home.vault.disclosures()).hasSize(4);
    }
  }

  @Test
  void aCustodianThatIsGoneIsReplaced() {
    try (Keepers home = new Keepers(LAYOUT)) {
      home.vault.put(labs("a", 30));
      home.empty(2);
      Custodian dead = Custodians.over("node-2", new Dead(), home.ledger, () -> home.now);
      home.vault.close();
      home.custodians.set(2, dead);
      home.vault = home.open();
      Custodian next = home.another();
      ReplacementReport report = home.vault.replaceCustodian(dead, next);
      assertThat(report.emptied()).isFalse();
      assertThat(report.copied().restored()).isEqualTo(1);
      home.custodians.set(2, next);
      home.reopen();
      full(home, 30);
    }
  }

  @Test
  void whatIsStoredStaysWhenOneIsAddedAndNewObjectsUseIt() {
    try (Keepers home = new Keepers(LAYOUT)) {
      home.vault.put(labs("a", 30));
      List<String> shards = home.names(0, "shard");
      GrantChain chain = home.grant();
      Custodian next = home.another();
      home.vault.addCustodian(next);
      home.custodians.add(next);
      assertThat(home.names(0, "shard")).isEqualTo(shards);
      assertThat(home.names(6, "shard")).isEmpty();
      assertThat(home.names(6, "page")).hasSize(1);
      int i = 0;
      while (home.names(6, "shard").isEmpty()) {
        home.vault.put(List.of(lab("more" + i, "content")));
        i++;
      }
      assertThat(home.vault.durability().custodians()).isEqualTo(7);
      home.reopen();
      full(home, 30 + i);
      assertThat(home.readAsClinic(chain, home.custodians).records()).hasSize(30 + i);
    }
  }

  @Test
  void aNameIsUsedOnceAndADomainGetsNoMoreThanItMay() {
    try (Keepers home = new Keepers(LAYOUT)) {
      Custodian next = home.another();
      home.vault.replaceCustodian(home.custodians.get(2), next);
      Custodian former = home.custodians.set(2, next);
      refused(ErrorCode.VAULT_CONFIGURATION, () -> home.vault.addCustodian(former));
      refused(
          ErrorCode.VAULT_CONFIGURATION,
          () -> home.vault.replaceCustodian(home.custodians.get(0), former));
      refused(
          ErrorCode.VAULT_CONFIGURATION,
          () -> home.vault.replaceCustodian(home.another(), home.another()));
      // It may come back to its own seat.
      home.vault.replaceCustodian(next, former);
      home.custodians.set(2, former);
      for (int i = 0; i < 2; i++) {
        Custodian together = Custodians.inDomain("node-5", home.another());
        if (i == 1) {
          refused(
              ErrorCode.DOMAINS_UNSAFE,
              () -> home.vault.replaceCustodian(home.custodians.get(1), together));
        } else {
          home.vault.replaceCustodian(home.custodians.get(0), together);
          home.custodians.set(0, together);
        }
      }
      assertThat(home.vault.durability().domainsMayFail()).isEqualTo(1);
      home.reopen();
      full(home, 0);
    }
  }

  @Test
  void oneThatDoesNotTakeAllIsNotSeated() {
    try (Keepers home = new Keepers(LAYOUT)) {
      home.vault.put(labs("a", 30));
      Custodian next = Custodians.over("node-9", new Dead(), home.ledger, () -> home.now);
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> home.vault.replaceCustodian(home.custodians.get(2), next))
          .withMessageContaining("node-9 did not take all");
      home.reopen();
      full(home, 30);
    }
  }

  /** The power goes at each moment; the vault opens with the old custodians or the new, and the call is repeated. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void cutOffAtAnyMomentAReplacementIsFinishedByTheNextCall(boolean healthy) {
    boolean cut = true;
    for (int writes = 0; cut; writes += 3) {
      try (Keepers home = new Keepers(StripeLayout.of(2, 3))) {
        home.vault.put(labs("a", 5));
        home.vault.put(labs("b", 5));
        if (!healthy) {
          home.empty(1);
        }
        Custodian leaving = home.custodians.get(1);
        Custodian next = home.another();
        AtomicInteger left = new AtomicInteger(writes);
        home.watch = new PowerCut(left);
        cut = isCut(() -> home.vault.replaceCustodian(leaving, next));
        home.watch = Watch.NONE;
        home.vault.close();
        List<Custodian> other = new ArrayList<>(home.custodians);
        other.set(1, next);
        try {
          home.vault = home.open();
        } catch (InvalidInputException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.VAULT_CONFIGURATION);
          home.custodians.set(1, next);
          home.vault = home.open();
        }
        assertThat(home.vault.records().records()).hasSize(10);
        assertThat(home.vault.replaceCustodian(leaving, next).emptied()).isTrue();
        home.custodians.clear();
        home.custodians.addAll(other);
        full(home, 10);
        assertThat(home.items(1)).isEmpty();
        home.reopen();
        full(home, 10);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("after " + writes + " writes", e);
      }
      assertThat(writes).isLessThan(300);
    }
  }

  private static boolean isCut(Runnable step) {
    try {
      step.run();
      return false;
    } catch (RuntimeException e) {
      return true;
    }
  }

  /** All there, each piece where it belongs, and nothing left to repair. */
  private static void full(Keepers home, int records) {
    assertThat(home.vault.records().records()).hasSize(records);
    assertThat(home.vault.records().silentCustodians()).isEmpty();
    assertThat(home.vault.records().lyingCustodians()).isEmpty();
    home.vault.records().records().stream()
        .map(record -> home.vault.explain(record.id()).orElseThrow())
        .forEach(status -> assertThat(status).matches(ObjectStatus::isWhole, status.toString()));
    assertThat(home.vault.repair().isWhole()).isTrue();
    assertThat(home.vault.repair().copies()).isZero();
  }

  private static void refused(ErrorCode code, Runnable call) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  /** Lets so many writes through; then nothing at all. */
  private record PowerCut(AtomicInteger left) implements Watch {
    @Override
    public void writes(String name) {
      if (left.getAndDecrement() <= 0) {
        left.set(0);
        throw new IllegalStateException("the power is gone");
      }
    }

    @Override
    public void deletes(String name) {
      writes(name);
    }

    @Override
    public void reads(String name) {
      if (left.get() <= 0) {
        throw new IllegalStateException("the power is gone");
      }
    }
  }
}
