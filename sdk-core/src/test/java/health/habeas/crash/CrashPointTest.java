// SPDX-License-Identifier: Apache-2.0
package health.habeas.crash;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.record.Category.DOCUMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.GrantedVault;
import health.habeas.IssuedGrant;
import health.habeas.ReadResult;
import health.habeas.Revocation;
import health.habeas.Vault;
import health.habeas.crash.Outage.Kind;
import health.habeas.error.ErrorCode;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Entry;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever write of a put, a grant or a revocation is the first that fails: such moments are tried, one after the other,
 * until the whole step goes through. {@link KillTest} kills real processes at random moments; this one can miss none.
 */
class CrashPointTest {
  // Every moment with -Dhabeas.crashStride=1; by default every twelfth.
  private static final int STRIDE = Integer.getInteger("habeas.crashStride", 12);
  private static final int FIRST = 1;
  private static final int SECOND = 2;

  /** Each in two categories, and so large that a pack with two of them takes less than half of what all take. */
  private static final List<HealthRecord> FAT =
      IntStream.range(0, 8).mapToObj(CrashPointTest::fat).toList();

  private static HealthRecord fat(int number) {
    byte[] content = new byte[3_000];
    new Random(number).nextBytes(content);
    return new HealthRecord(
        new RecordId("Observation/fat" + number),
        "Observation",
        LocalDate.of(2026, 5, 1 + number),
        Set.of(Category.LABORATORY, DOCUMENTS),
        Set.of(Label.NORMAL),
        content);
  }

  @ParameterizedTest
  @EnumSource
  void aPutIsThereAsAWholeOrNotAtAll(Kind kind) {
    List<HealthRecord> second = batch(SECOND);
    forEachMoment(kind, scene -> scene.vault.put(second), scene -> {
      List<HealthRecord> found = scene.read(scene.vault.records());
      assertThat(ids(found)).isIn(ids(batch(FIRST)), ids(both()));
      scene.seenAlikeByTheObserver();
      assertThat(scene.vault.put(second).updated()).isZero();
      assertThat(scene.read(scene.vault.records())).containsExactlyInAnyOrderElementsOf(both());
    });
  }

  @ParameterizedTest
  @EnumSource
  void anotherVersionOfARecordIsThereOrNot(Kind kind) {
    HealthRecord old = batch(FIRST).get(0);
    HealthRecord other = new HealthRecord(
        old.id(), old.type(), old.day(), old.categories(), old.labels(), new byte[] {1});
    HealthRecord third = new HealthRecord(
        old.id(), old.type(), old.day(), old.categories(), old.labels(), new byte[] {2, 2});
    forEachMoment(kind, scene -> scene.vault.put(List.of(other)), scene -> {
      scene.seenAlikeByTheObserver();
      scene.vault.put(List.of(third));
      scene.reopen();
      assertThat(scene.read(scene.vault.records())).contains(third).doesNotContain(old, other);
    });
  }

  @ParameterizedTest
  @EnumSource
  void aGrantIsGivenOrNot(Kind kind) {
    forEachMoment(
        kind,
        scene -> scene.vault.grant(scene.clinic.grantee(), everything()),
        scene -> assertThat(scene.vault.grants()).allSatisfy(scene::worksUnlessRevoked));
  }

  @ParameterizedTest
  @EnumSource
  void aMovedRecordIsNotFoundInItsOldPlaceOrNotMoved(Kind kind) {
    HealthRecord old = batch(FIRST).get(0);
    HealthRecord moved = Batch.hidden(old);
    forEachMoment(kind, scene -> scene.vault.put(List.of(moved)), scene -> {
      assertThat(batch(FIRST)).containsAll(scene.observed());
      scene.vault.grant(scene.clinic.grantee(), everything());
      // Whatever was cut off is finished before a grant is made, for those who had one, too.
      assertThat(scene.vault.grants()).allSatisfy(scene::worksUnlessRevoked);
      scene.vault.put(List.of(moved));
      assertThat(scene.vault.records().records()).contains(moved).doesNotContain(old);
      assertThat(scene.observed()).doesNotContain(old);
    });
  }

  @ParameterizedTest
  @EnumSource
  void whatARewrapWasCutOffInIsFoundByAll_L52(Kind kind) {
    forEachMoment(
        kind,
        scene -> {
          scene.vault.put(batch(SECOND));
          scene.vault.put(batch(SECOND).stream().map(Batch::moved).toList());
          revoke(scene, 0);
        },
        scene -> finished(scene.vault.rewrap().pending() == 0),
        scene -> {
          scene.seenAlikeByTheObserver();
          assertThat(scene.vault.grants()).allSatisfy(scene::worksUnlessRevoked);
          scene.vault.put(batch(SECOND + 1));
          assertThat(scene.vault.rewrap().pending()).isZero();
          assertThat(scene.vault.revoke(scene.grants.get(0).id()).state())
              .isEqualTo(Revocation.State.REWRAPPED);
        });
  }

  @ParameterizedTest
  @EnumSource
  void aPackIsWrittenAnewOrNotAndNothingIsLostOrDoubled(Kind kind) {
    List<HealthRecord> alive = FAT.subList(0, 2);
    List<HealthRecord> all =
        Stream.concat(batch(FIRST).stream(), alive.stream()).toList();
    Set<String> stay = new HashSet<>();
    Set<String> goes = new HashSet<>();
    forEachMoment(
        kind,
        scene -> {
          stay.clear();
          stay.addAll(scene.objects(0));
          scene.vault.put(FAT);
          goes.clear();
          goes.addAll(scene.objects(0));
          goes.removeAll(stay);
          assertThat(goes).hasSize(1);
          scene.vault.delete(
              FAT.subList(2, FAT.size()).stream().map(HealthRecord::id).toList());
        },
        scene -> finished(scene.vault.repair().rewritten() == 1),
        scene -> {
          scene.seenAlikeByTheObserver();
          assertThat(scene.read(scene.vault.records())).containsExactlyInAnyOrderElementsOf(all);
          assertThat(scene.vault.rewrap().pending()).isZero();
          scene.vault.repair();
          scene.vault.repair();
          scene.seenAlikeByTheObserver();
          assertThat(scene.read(scene.vault.records())).containsExactlyInAnyOrderElementsOf(all);
          // Those of the first batch, and one with what is left.
          IntStream.range(0, 3)
              .forEach(custodian -> assertThat(scene.objects(custodian))
                  .hasSize(stay.size() + 1)
                  .containsAll(stay)
                  .doesNotContainAnyElementsOf(goes));
        });
  }

  @ParameterizedTest
  @EnumSource
  void aRevocationHoldsOrNot(Kind kind) {
    forEachMoment(kind, scene -> revoke(scene, 0), scene -> {
      scene.vault.revoke(scene.grants.get(0).id());
      scene.vault.put(batch(SECOND));
      assertThat(scene.vault.grants()).allSatisfy(scene::worksUnlessRevoked);
    });
  }

  @ParameterizedTest
  @EnumSource
  void aRevocationThatFailedIsFinishedBeforeTheNext(Kind kind) {
    forEachMoment(kind, scene -> revoke(scene, 0), scene -> {
      scene.vault.revoke(scene.grants.get(1).id());
      assertThat(scene.vault.grants()).allSatisfy(scene::worksUnlessRevoked);
    });
  }

  @ParameterizedTest
  @EnumSource
  void aRenouncedGrantIsTakenInByTheOpening(Kind kind) {
    forEachMoment(kind, scene -> scene.through(0, GrantedVault::renounce), Scene::reopen, scene -> {
      scene.reopen();
      assertThat(scene.vault.grants().get(0).revoked()).isTrue();
      assertThat(scene.vault.revoke(scene.grants.get(0).id()).state())
          .isEqualTo(Revocation.State.ROTATED);
      scene.vault.put(batch(SECOND));
      assertThat(scene.vault.grants()).allSatisfy(scene::worksUnlessRevoked);
    });
  }

  @ParameterizedTest
  @EnumSource
  void aRevokedLinkEndsAndThoseAboveGoOn(Kind kind) {
    forEachMoment(
        kind,
        scene -> scene.through(
            0,
            view -> scene.below = List.of(view.narrow(scene.observer.grantee(), everything(10)))),
        scene -> {
          finished(scene.vault.revoke(scene.below.get(0)).state() != Revocation.State.FENCED);
        },
        scene -> {
          assertThat(scene.vault.revoke(scene.below.get(0)).state())
              .isEqualTo(Revocation.State.ROTATED);
          try (GrantedVault view = GrantedVault.open(
              scene.below.get(0), scene.observer, scene.ledger, scene.custodians)) {
            assertThat(view.check(DOCUMENTS, TREAT).refusal().map(d -> d.code()))
                .contains(ErrorCode.GRANT_REVOKED);
          }
          scene.vault.put(batch(SECOND));
          assertThat(scene.vault.grants()).allSatisfy(scene::worksUnlessRevoked);
        });
  }

  private interface Step {
    void run(Scene scene);
  }

  /** A step that came back and said that a part is to be done later. */
  private static final class Unfinished extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static void finished(boolean isFinished) {
    if (!isFinished) {
      throw new Unfinished();
    }
  }

  private static void revoke(Scene scene, int grant) {
    Revocation revocation = scene.vault.revoke(scene.grants.get(grant).id());
    finished(revocation.state() != Revocation.State.FENCED);
  }

  private static void forEachMoment(Kind kind, Step step, Step check) {
    forEachMoment(kind, scene -> {}, step, check);
  }

  /** Fails at the first write, then at a later one, and so on; each time as it lies, and after opening it again. */
  private static void forEachMoment(Kind kind, Step before, Step step, Step check) {
    boolean failed = true;
    for (int writes = 0; failed; writes += kind == Kind.LEDGER ? 1 : STRIDE) {
      try (Scene scene = new Scene(kind)) {
        before.run(scene);
        scene.outage.beginsAfter(writes);
        failed = fails(kind, () -> step.run(scene));
        scene.outage.ends();
        if (kind == Kind.POWER) {
          scene.reopen();
        }
        check.run(scene);
        scene.reopen();
        scene.seenAlikeByTheObserver();
        assertThat(scene.vault.grants()).allSatisfy(scene::worksUnlessRevoked);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(kind + " after " + writes + " writes", e);
      }
      assertThat(writes).isLessThan(500);
    }
  }

  private static boolean fails(Kind kind, Runnable step) {
    try {
      step.run();
      return false;
    } catch (RuntimeException e) {
      ErrorCode expected =
          kind == Kind.LEDGER ? ErrorCode.LEDGER_REJECTED : ErrorCode.TOO_FEW_CUSTODIANS;
      assertThat(kind == Kind.POWER
              || e instanceof Unfinished
              || String.valueOf(e.getMessage()).startsWith(expected.id() + " "))
          .as(e.toString())
          .isTrue();
      return true;
    }
  }

  private static List<HealthRecord> batch(int number) {
    return Batch.of(number);
  }

  private static List<HealthRecord> both() {
    return Stream.concat(batch(FIRST).stream(), batch(SECOND).stream()).toList();
  }

  private static Set<RecordId> ids(List<HealthRecord> records) {
    return records.stream().map(HealthRecord::id).collect(Collectors.toUnmodifiableSet());
  }

  private static GrantTerms everything() {
    return everything(30).delegable(1);
  }

  private static GrantTerms everything(int days) {
    return GrantTerms.read(Batch.CATEGORIES.toArray(Category[]::new))
        .including(Label.PSY)
        .for_(TREAT)
        .expiresIn(Duration.ofDays(days));
  }

  /** The ledger, as it is while the outage lets it be. */
  private static Ledger failing(Ledger real, Outage outage) {
    return (Ledger) Proxy.newProxyInstance(
        Ledger.class.getClassLoader(),
        new Class<?>[] {Ledger.class},
        (proxy, method, arguments) -> {
          if (method.getName().equals("append")
              && arguments[0] instanceof Entry
              && outage.refusesEntry()) {
            return new Outcome.Rejected(new LedgerException.Permanent(
                LedgerErrorCode.CLOSED, "the test closed the ledger"));
          }
          outage.reads("");
          try {
            return method.invoke(real, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  /** One vault over stores that outlive it, and three grants. */
  private static final class Scene implements AutoCloseable {
    private final PatientKeys alice = PatientKeys.create();
    private final HolderKeys clinic = HolderKeys.create("Clinic");
    private final HolderKeys observer = HolderKeys.create("Observer");
    private final Ledger real = Ledgers.open("memory:");
    private final List<ShardStore> stores =
        Stream.generate(ShardStore::inMemory).limit(3).toList();
    private final List<GrantChain> grants = new ArrayList<>();
    private final Outage outage;
    private final Ledger ledger;
    private List<Custodian> custodians = List.of();
    private List<GrantChain> below = List.of();
    private Vault vault;

    Scene(Kind kind) {
      outage = new Outage(kind);
      ledger = failing(real, outage);
      vault = open();
      vault.put(batch(FIRST));
      grants.add(vault.grant(clinic.grantee(), everything()));
      grants.add(vault.grant(clinic.grantee(), everything()));
      grants.add(vault.grant(observer.grantee(), everything()));
    }

    private Vault open() {
      custodians = IntStream.range(0, 3)
          .mapToObj(i -> Custodians.over(
              "node-" + i, new WatchedStore(stores.get(i), outage), ledger, InstantSource.system()))
          .toList();
      return Vault.builder()
          .keys(alice)
          .ledger(ledger)
          .custodians(custodians, StripeLayout.of(2, 3))
          .open();
    }

    void reopen() {
      vault.close();
      vault = open();
    }

    /** The names of the manifests at one custodian. */
    List<String> objects(int custodian) {
      return stores.get(custodian).list("").stream()
          .filter(name -> name.contains("/manifest/"))
          .toList();
    }

    List<HealthRecord> read(ReadResult result) {
      assertThat(result.isComplete()).as(result.toString()).isTrue();
      assertThat(result.lyingCustodians()).isEmpty();
      return result.records();
    }

    void seenAlikeByTheObserver() {
      assertThat(observed()).containsExactlyInAnyOrderElementsOf(inScope());
    }

    void through(int grant, Consumer<GrantedVault> door) {
      try (GrantedVault view = GrantedVault.open(grants.get(grant), clinic, ledger, custodians)) {
        door.accept(view);
      }
    }

    List<HealthRecord> observed() {
      try (GrantedVault view = GrantedVault.open(grants.get(2), observer, ledger, custodians)) {
        return read(view.records());
      }
    }

    List<HealthRecord> inScope() {
      return read(vault.records()).stream()
          .filter(health -> !health.labels().contains(Label.SDV))
          .toList();
    }

    void worksUnlessRevoked(IssuedGrant grant) {
      HolderKeys holder = grant.holder().equals(clinic.grantee()) ? clinic : observer;
      try (GrantedVault view = GrantedVault.open(grant.chain(), holder, ledger, custodians)) {
        Optional<ErrorCode> refusal = view.check(DOCUMENTS, TREAT).refusal().map(d -> d.code());
        assertThat(refusal)
            .isEqualTo(grant.revoked() ? Optional.of(ErrorCode.GRANT_REVOKED) : Optional.empty());
        if (!grant.revoked()) {
          assertThat(read(view.records())).hasSameSizeAs(inScope());
        }
      }
    }

    @Override
    public void close() {
      vault.close();
      real.close();
      observer.close();
      clinic.close();
      alice.close();
    }
  }
}
