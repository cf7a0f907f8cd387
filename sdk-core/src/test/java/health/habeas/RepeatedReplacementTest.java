// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import static health.habeas.Keepers.labs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import health.habeas.crash.WatchedStore;
import health.habeas.crash.WatchedStore.Watch;
import health.habeas.grant.GrantChain;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.StripeLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A replacement that was cut off, or left something behind, and is called again. */
class RepeatedReplacementTest {
  private static final StripeLayout LAYOUT = StripeLayout.of(4, 6);

  /** Two shards are lost, one custodian is away, and one with a sound shard is replaced; then again, when all are back. */
  @Test
  void bringsFirstWhatOnlyTheOneThatLeftHas() {
    try (Keepers home = new Keepers(LAYOUT)) {
      home.vault.put(labs("a", 30));
      AtomicBoolean away = new AtomicBoolean();
      home.custodians.set(5, watched(home, 5, new Watch() {
        @Override
        public void reads(String name) {
          writes(name);
        }

        @Override
        public void writes(String name) {
          if (away.get()) {
            throw new IllegalStateException("reboots");
          }
        }
      }));
      home.reopen();
      home.names(1, "shard").forEach(home.stores.get(1)::delete);
      home.names(2, "shard").forEach(home.stores.get(2)::delete);
      assertThat(home.vault.records().records()).hasSize(30); // 0, 3, 4, 5 have k
      Custodian leaving = home.custodians.get(0);
      Custodian next = home.another();
      away.set(true);
      ReplacementReport first = home.vault.replaceCustodian(leaving, next);
      assertThat(first.emptied()).isFalse();
      assertThat(first.copied().lost()).isNotEmpty();
      assertThat(home.names(0, "shard")).isNotEmpty();
      away.set(false); // "repeat the call when it is back"
      ReplacementReport again = home.vault.replaceCustodian(leaving, next);
      home.custodians.set(0, next);
      assertThat(again.emptied() && home.names(6, "shard").isEmpty())
          .as("the sound shard was deleted at the one that left, and the next one has none")
          .isFalse();
      assertThat(home.vault.records().records()).hasSize(30);
    }
  }

  /** Cut off just after the entry; then the same call again. */
  @Test
  void canBeRepeatedInTheSameVaultAfterItsEntry() {
    try (Keepers home = new Keepers(LAYOUT)) {
      home.vault.put(labs("a", 30));
      Custodian leaving = home.custodians.get(2);
      Custodian next = home.another();
      failAfterTheEntry(home);
      assertThatCode(() -> home.vault.replaceCustodian(leaving, next)).isNotNull();
      home.watch = Watch.NONE;
      assertThatCode(() -> home.vault.replaceCustodian(leaving, next)).doesNotThrowAnyException();
    }
  }

  /** The same, repeated in a vault that was opened with the next custodian. */
  @Test
  void movesReceiptsBeforeTheyAreDeleted() {
    try (Keepers home = new Keepers(LAYOUT)) {
      home.vault.put(labs("a", 30));
      GrantChain chain = home.grant();
      home.readAsClinic(chain, home.custodians);
      Custodian leaving = home.custodians.get(2);
      Custodian next = home.another();
      failAfterTheEntry(home);
      boolean failed = false;
      try {
        home.vault.replaceCustodian(leaving, next);
      } catch (RuntimeException e) {
        failed = true;
      }
      assertThat(failed).isTrue();
      home.watch = Watch.NONE;
      home.custodians.set(2, next);
      home.reopen();
      assertThat(home.names(2, "receipt")).hasSize(1);
      assertThat(home.vault.replaceCustodian(leaving, next).emptied()).isTrue();
      assertThat(home.names(2, "receipt")).isEmpty();
      assertThat(home.names(6, "receipt")).as("moved before it was deleted").hasSize(1);
    }
  }

  /** One that was refused leaves no seats behind that holders would go by. */
  @Test
  void changesNothingForHoldersBeforeItIsCommitted() {
    try (Keepers home = new Keepers(LAYOUT)) {
      home.vault.put(labs("a", 30));
      GrantChain chain = home.grant();
      List<Custodian> twoDown = new ArrayList<>(home.custodians);
      twoDown.set(3, dead(home, 3));
      twoDown.set(4, dead(home, 4));
      assertThat(home.readAsClinic(chain, twoDown).records()).hasSize(30);
      Custodian next = Custodians.over("node-9", new Dead(), home.ledger, () -> home.now);
      boolean refused = false;
      try {
        home.vault.replaceCustodian(home.custodians.get(2), next);
      } catch (RuntimeException e) {
        refused = true;
      }
      assertThat(refused).isTrue();
      assertThat(home.readAsClinic(chain, twoDown).records()).hasSize(30);
    }
  }

  private static void failAfterTheEntry(Keepers home) {
    Set<String> known = new HashSet<>(home.names(0, "journal"));
    AtomicBoolean committed = new AtomicBoolean();
    home.watch = new Watch() {
      @Override
      public void writes(String name) {
        if (name.contains("/journal/") && !known.contains(name)) {
          committed.set(true);
        }
      }

      @Override
      public void reads(String name) {
        if (committed.get() && name.endsWith("/epoch/")) {
          throw new IllegalStateException("a moment without network");
        }
      }
    };
  }

  private static Custodian dead(Keepers home, int index) {
    return Custodians.over("node-" + index, new Dead(), home.ledger, () -> home.now);
  }

  private static Custodian watched(Keepers home, int index, Watch watch) {
    return Custodians.over(
        "node-" + index,
        new WatchedStore(home.stores.get(index), watch),
        home.ledger,
        () -> home.now);
  }
}
