// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.keys;

import static health.habeas.record.Category.DOCUMENTS;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.Vault;
import health.habeas.error.HabeasException;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.Purpose;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Category;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action.Independent;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/**
 * What the ciphers themselves see while a patient uses two devices that were cloned from each other. It can't be seen from
 * outside, so it is no part of the published kit.
 */
class NonceLawsTest {
  /** Records, versions, revocations, re-wraps, restarts, and a clone that does the same at the same time. */
  @Property
  void noKeyAndNonceIsUsedTwice_L57(@ForAll("histories") ActionChain<Devices> history)
      throws InterruptedException {
    try (RecordedCiphers recorded = RecordedCiphers.install()) {
      List<Throwable> failures = new ArrayList<>();
      // a thread of its own: ciphers are kept by thread, and this one's are not overheard
      Thread patient = new Thread(() -> {
        try (Devices end = history.run()) {
          assertThat(end.devices).isNotEmpty();
        } catch (Throwable e) {
          failures.add(e);
        }
      });
      patient.start();
      patient.join();
      assertThat(failures).isEmpty();
      assertThat(recorded.encryptions()).isNotEmpty().doesNotHaveDuplicates();
    }
  }

  @Provide
  Arbitrary<ActionChain<Devices>> histories() {
    Arbitrary<Integer> some = Arbitraries.integers().between(0, 3);
    Independent<Devices> put =
        () -> some.map(which -> Transformer.mutate("put " + which, d -> d.put(which)));
    Independent<Devices> revoke =
        () -> Arbitraries.just(Transformer.mutate("grant and revoke", Devices::grantAndRevoke));
    Independent<Devices> rewrap =
        () -> Arbitraries.just(Transformer.mutate("re-wrap", d -> d.each(Vault::rewrap)));
    Independent<Devices> restart =
        () -> Arbitraries.just(Transformer.mutate("restart both", Devices::restart));
    return ActionChain.startWith(Devices::new)
        .withAction(4, put)
        .withAction(1, revoke)
        .withAction(1, rewrap)
        .withAction(1, restart)
        .withMaxTransformations(8);
  }

  /** Two sessions with the same keys, of which one at a time can write. Not thread-safe: one per try. */
  static final class Devices implements AutoCloseable {
    private final PatientKeys alice = PatientKeys.create();
    private final HolderKeys clinic = HolderKeys.create("Clinic");
    private final Ledger ledger = Ledgers.open("memory:");
    private final List<Custodian> custodians = IntStream.range(0, 3)
        .mapToObj(i ->
            Custodians.over("node-" + i, ShardStore.inMemory(), ledger, InstantSource.system()))
        .toList();
    private final List<Vault> devices = new ArrayList<>(List.of(open(), open()));

    private Vault open() {
      return Vault.builder()
          .keys(alice)
          .ledger(ledger)
          .custodians(custodians, StripeLayout.of(2, 3))
          .open();
    }

    void put(int which) {
      Category about = which % 2 == 0 ? LABORATORY : DOCUMENTS;
      HealthRecord health = new HealthRecord(
          new RecordId("r" + which / 2),
          "Observation",
          LocalDate.of(2025, 1, 1),
          Set.of(about),
          Set.of(Label.NORMAL),
          new byte[] {(byte) which});
      each(vault -> vault.put(List.of(health)));
    }

    void grantAndRevoke() {
      GrantTerms terms =
          GrantTerms.read(LABORATORY).for_(Purpose.TREAT).expiresIn(Duration.ofDays(30));
      each(vault -> {
        GrantChain chain = vault.grant(clinic.grantee(), terms);
        vault.revoke(chain.id());
      });
    }

    /** The same on both devices; the one that comes second is refused, after it has sealed what it wanted to write. */
    void each(Consumer<Vault> act) {
      for (int i = 0; i < devices.size(); i++) {
        try {
          act.accept(devices.get(i));
        } catch (HabeasException e) {
          devices.get(i).close();
          devices.set(i, open());
        }
      }
    }

    void restart() {
      devices.replaceAll(vault -> {
        vault.close();
        return open();
      });
    }

    @Override
    public void close() {
      devices.forEach(Vault::close);
      ledger.close();
      clinic.close();
      alice.close();
    }
  }
}
