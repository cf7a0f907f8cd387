// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.DepositReport;
import health.habeas.GrantedVault;
import health.habeas.ReadResult;
import health.habeas.RecordHistory;
import health.habeas.RecordVersion;
import health.habeas.Vault;
import health.habeas.grant.Action;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantTerms;
import health.habeas.grant.LedgerRevocations;
import health.habeas.grant.Purpose;
import health.habeas.grant.RevocationView;
import health.habeas.grant.StatusHandle;
import health.habeas.key.HolderKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.state.Action.Independent;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/**
 * Proves that whole vaults keep the laws over a vendor's own custodians and ledger: extend it, and override what is yours.
 * What is not overridden is this SDK's own, in memory.
 *
 * <p>Everything is done through the public doors, by the system's clock. Not thread-safe: one per run.
 */
public abstract class VaultLaws {
  private static final TermsPlan ANYTHING = new TermsPlan(7, 0, 0, Universe.DAYS, 0, 0);

  /** For subclasses. */
  protected VaultLaws() {}

  /** Opens an empty ledger; two may be open at once. The kit closes it. */
  protected Ledger openLedger() {
    return Ledgers.open("memory:");
  }

  /**
   * Makes a custodian that keeps nothing yet. The kit closes it.
   *
   * @param name its name
   * @param ledger the log that it follows
   * @param clock where it takes the time from
   */
  protected Custodian newCustodian(String name, Ledger ledger, InstantSource clock) {
    return Custodians.over(name, ShardStore.inMemory(), ledger, clock);
  }

  /**
   * Any order of puts, moves, grants, narrowing, revocations, re-wraps and reopenings, some of which die half-way: after
   * each step the patient reads all, and at the end every holder exactly what a model without keys says.
   */
  @Property
  void everyHistoryKeepsWhatMayBeReadAndNoMore_L46_L49_L50_L52(
      @ForAll("histories") ActionChain<VaultHistory> history) {
    try (VaultHistory end = history.run()) {
      end.vault.rewrap();
      end.vault.rewrap();
      end.isAsTheModelSays();
    }
  }

  /** Handing on needs nobody: no ledger, no custodian, no patient. */
  @Property
  void aChildMadeOfflineReadsWhatIsInBoth_L47(
      @ForAll("places") @Size(min = 1, max = 4) List<Integer> places,
      @ForAll("terms") TermsPlan parent,
      @ForAll("terms") TermsPlan child) {
    try (VaultHistory world = world(places)) {
      VaultHistory.Held above = world.grant(parent);
      TermsPlan within = child.within(parent);
      try (GrantedVault offline = offline(world, above)) {
        GrantChain chain = offline.narrow(world.lab.grantee(), within.terms());
        world.isAsTheModelSays(new VaultHistory.Held(chain, world.lab, within));
      }
      world.isAsTheModelSays(above);
    }
  }

  @Property
  void aWriterReadsNothingAndAReaderWritesNothing_L44(
      @ForAll("places") @Size(min = 1, max = 3) List<Integer> places,
      @ForAll("terms") TermsPlan plan) {
    try (VaultHistory world = world(places)) {
      Category[] about =
          Universe.picked(Universe.CATEGORIES, plan.categories()).toArray(Category[]::new);
      GrantTerms creating =
          GrantTerms.create(about).for_(Purpose.TREAT).expiresIn(Duration.ofDays(1));
      GrantChain writing = world.vault.grant(world.clinic.grantee(), creating);
      HealthRecord fresh = world.record(0, places.get(0));
      try (GrantedVault writer = world.view(new VaultHistory.Held(writing, world.clinic, plan));
          GrantedVault reader = world.view(world.grant(plan))) {
        assertThat(writer.records().records()).isEmpty();
        assertThat(writer.records().refusal()).isPresent();
        DepositReport report = reader.deposit(fresh);
        assertThat(report.refusal()).isPresent();
        assertThat(report.custodians()).isZero();
      }
      assertThat(world.vault.fileDeposits().filed()).isZero();
      world.isAsTheModelSays();
    }
  }

  /** What a provider wrote stays as it was: what somebody else leaves under the same id is not filed over it. */
  @Property
  void whatAProviderWroteStaysAsItWas_L45(
      @ForAll @IntRange(max = 2) int place, @ForAll @IntRange(max = 2) int elsewhere) {
    try (VaultHistory world = world(List.of())) {
      GrantTerms creating =
          GrantTerms.create(Category.values()).for_(Purpose.TREAT).expiresIn(Duration.ofDays(1));
      GrantChain first = world.vault.grant(world.clinic.grantee(), creating);
      GrantChain second = world.vault.grant(world.lab.grantee(), creating);
      // every fourth place has no sensitive label, which these terms don't name
      HealthRecord written = world.record(0, 4 * place);
      HealthRecord other = world.record(0, 4 * elsewhere);
      assertThat(deposit(world, first, world.clinic, written).refusal()).isEmpty();
      assertThat(world.vault.fileDeposits().filed()).isEqualTo(1);
      assertThat(deposit(world, second, world.lab, other).refusal()).isEmpty();
      assertThat(world.vault.fileDeposits().filed()).isZero();
      assertThat(world.vault.records().records()).containsExactly(written);
    }
  }

  /** An amendment is added to the newest version alone; every version stays, with who wrote it and under which grant. */
  @Property
  void anAmendmentIsAddedToTheNewestVersionAlone_L45(
      @ForAll @IntRange(max = 2) int place,
      @ForAll @Size(max = 3) List<@IntRange(max = 3) Integer> amended) {
    try (VaultHistory world = world(List.of())) {
      GrantChain creates = world.vault.grant(world.clinic.grantee(), writing(Action.CREATE));
      GrantChain amends = world.vault.grant(world.lab.grantee(), writing(Action.AMEND));
      // every fourth place has no sensitive label, which these terms don't name
      HealthRecord first = world.record(0, 4 * place);
      assertThat(deposit(world, creates, world.clinic, first).refusal()).isEmpty();
      assertThat(world.vault.fileDeposits().filed()).isEqualTo(1);
      List<RecordVersion> versions = new ArrayList<>();
      versions.add(version(1, first, world.clinic, creates));
      for (int which : amended) {
        // from the newest one back
        HealthRecord before = written(versions.get(Math.min(which, versions.size() - 1)));
        boolean newest = before.equals(written(versions.get(0)));
        HealthRecord now = world.record(0, 4 * place);
        try (GrantedVault view = world.view(new VaultHistory.Held(amends, world.lab, ANYTHING))) {
          assertThat(view.amend(before, now).refusal()).isEmpty();
        }
        assertThat(world.vault.fileDeposits().filed()).isEqualTo(newest ? 1 : 0);
        if (newest) {
          versions.add(0, version(versions.size() + 1, now, world.lab, amends));
        }
      }
      world.reopen();
      RecordHistory history = world.vault.versions(first.id());
      assertThat(history.versions()).containsExactlyElementsOf(versions);
      assertThat(history.missing()).isEmpty();
      assertThat(world.vault.records().records()).containsExactly(written(versions.get(0)));
    }
  }

  private static HealthRecord written(RecordVersion version) {
    return (HealthRecord) version.record();
  }

  private static RecordVersion version(
      int number, HealthRecord health, HolderKeys by, GrantChain chain) {
    return new RecordVersion(number, health, new Author(by.key().bytes()), Optional.of(chain.id()));
  }

  private static GrantTerms writing(Action action) {
    return GrantTerms.of(Set.of(action), Category.values())
        .for_(Purpose.TREAT)
        .expiresIn(Duration.ofDays(1));
  }

  /** Whoever was handed a grant and used it goes on after a rotation; one that never used it does after its first use. */
  @Property
  void aGrantThatWasHandedOnReadsOldAndNewAfterARotation_L50(
      @ForAll("places") @Size(min = 1, max = 3) List<Integer> places,
      @ForAll("terms") TermsPlan parent,
      @ForAll("terms") TermsPlan child,
      @ForAll @IntRange(max = 11) int after,
      @ForAll boolean used) {
    try (VaultHistory world = world(places)) {
      VaultHistory.Held above = world.grant(parent);
      VaultHistory.Held handedOn = world.narrow(above, child);
      if (used) {
        world.readsAll(handedOn);
      }
      world.vault.revoke(world.vault.grant(world.lab.grantee(), parent.given()).id());
      world.put(places.size(), after);
      world.vault.rewrap();
      if (!used) {
        try (GrantedVault view = world.view(handedOn)) {
          assertThat(world.readable(handedOn)).containsAll(view.records().records());
        }
        world.reopen();
      }
      world.readsAll(handedOn);
      world.readsAll(above);
    }
  }

  private static DepositReport deposit(
      VaultHistory world, GrantChain chain, HolderKeys holder, HealthRecord health) {
    try (GrantedVault view = GrantedVault.open(chain, holder, world.ledger, world.custodians)) {
      return view.deposit(health);
    }
  }

  /** Whether it looks after each entry or at the end: the first entry that revokes counts, and noise means nothing. */
  @Property
  void whoeverFollowsTheLedgerLearnsTheSame_L33(
      @ForAll @Size(max = 24) List<@IntRange(max = 7) Integer> events) {
    try (Ledger ledger = openLedger()) {
      LedgerRevocations often = LedgerRevocations.of(ledger);
      LedgerRevocations seldom = LedgerRevocations.of(ledger);
      Map<Integer, Long> first = new HashMap<>();
      for (int event : events) {
        if (event < 4) {
          first.putIfAbsent(event, CustodianHistory.revoke(ledger, event));
        } else { // a preimage that is not where revocations are is noise, too
          CustodianHistory.append(ledger, event == 4 ? Story.preimage(0) : Visit.random(32));
        }
        if (event % 2 == 0) {
          often.follow(Universe.NOW);
        }
      }
      RevocationView one = often.follow(Universe.NOW);
      RevocationView other = seldom.follow(Universe.NOW);
      for (int link = 0; link < 4; link++) {
        StatusHandle handle = StatusHandle.ofPreimage(Story.preimage(link));
        OptionalLong since = first.containsKey(link)
            ? OptionalLong.of(first.getOrDefault(link, 0L))
            : OptionalLong.empty();
        assertThat(one.revokedSince(handle)).isEqualTo(since);
        assertThat(other.revokedSince(handle)).isEqualTo(since);
      }
    }
  }

  /** Each access that anybody was let in for is in the patient's list once; what was only asked about is not. */
  @Property
  void everyAccessLeavesExactlyOneReceipt_L54(
      @ForAll("terms") TermsPlan plan,
      @ForAll @Size(max = 6) List<@IntRange(max = 2) Integer> acts) {
    try (VaultHistory world = world(List.of(0, 1, 2))) {
      VaultHistory.Held given = world.grant(plan);
      int reads = 0;
      boolean revoked = false;
      for (int act : acts) {
        try (GrantedVault view = world.view(given)) {
          if (act == 0) {
            boolean recorded = view.records().receipt().isPresent();
            assertThat(recorded).isEqualTo(!revoked);
            reads += recorded ? 1 : 0;
          } else if (act == 1) {
            view.check(Category.LABORATORY, Purpose.TREAT);
          } else if (!revoked) {
            world.vault.revoke(given.chain().id());
            revoked = true;
          }
        }
      }
      assertThat(world.vault.disclosures()).hasSize(reads);
      assertThat(world.vault.disclosures()).allSatisfy(each -> {
        assertThat(each.event()).isPresent();
        assertThat(each.grant()).isEqualTo(given.chain().id());
      });
    }
  }

  /** Moving to another ledger and other custodians changes no grant and no decision. */
  @Property
  void movingKeepsEveryGrantAndDecision_L55(
      @ForAll("places") @Size(min = 1, max = 4) List<Integer> places,
      @ForAll @Size(min = 1, max = 3) List<@From("terms") TermsPlan> plans,
      @ForAll @IntRange(max = 7) int revoked)
      throws IOException {
    Path archive = Files.createTempDirectory("habeas-laws").resolve("alice.archive");
    try (VaultHistory world = world(places);
        Ledger elsewhere = openLedger()) {
      plans.forEach(world::grant);
      for (int i = 0; i < plans.size(); i++) {
        if ((revoked & (1 << i)) != 0) {
          world.revoke(i);
        }
      }
      world.vault.exportTo(archive);
      List<Custodian> others = world.custodians(this, elsewhere);
      try (Vault moved = Vault.builder()
          .keys(world.alice)
          .ledger(elsewhere)
          .custodians(others, VaultHistory.layout())
          .openFrom(archive)) {
        assertThat(moved.grants()).hasSameSizeAs(world.vault.grants());
        for (VaultHistory.Held one : world.held) {
          assertThat(moved.grants())
              .anyMatch(g -> g.chain().id().equals(one.chain().id()));
          requireSame(world, one, elsewhere, others);
        }
        assertThat(moved.records().records()).containsExactlyInAnyOrderElementsOf(world.all());
      }
      others.forEach(Custodian::close);
    } finally {
      Files.deleteIfExists(archive);
      Files.deleteIfExists(archive.getParent());
    }
  }

  private static void requireSame(
      VaultHistory world, VaultHistory.Held one, Ledger elsewhere, List<Custodian> others) {
    try (GrantedVault before = world.view(one);
        GrantedVault after = GrantedVault.open(one.chain(), one.holder(), elsewhere, others)) {
      ReadResult expected = before.records();
      ReadResult result = after.records();
      assertThat(result.refusal().map(deny -> deny.code()))
          .isEqualTo(expected.refusal().map(deny -> deny.code()));
      assertThat(result.records()).containsExactlyInAnyOrderElementsOf(expected.records());
    }
  }

  /** With custodians lost an answer is whole, or it says that it is not; and it never says that there is nothing. */
  @Property
  void aPartialAnswerSaysSo_L58(
      @ForAll("places") @Size(min = 1, max = 4) List<Integer> places,
      @ForAll("terms") TermsPlan plan,
      @ForAll Set<@IntRange(max = 2) Integer> lost) {
    try (VaultHistory world = world(places)) {
      VaultHistory.Held given = world.grant(plan);
      List<Custodian> left = IntStream.range(0, world.custodians.size())
          .mapToObj(
              i -> lost.contains(i) ? silent(world.custodians.get(i)) : world.custodians.get(i))
          .toList();
      try (GrantedVault view =
          GrantedVault.open(given.chain(), given.holder(), world.ledger, left)) {
        ReadResult result = view.records();
        List<HealthRecord> whole = world.readable(given);
        assertThat(whole).containsAll(result.records());
        boolean missing = result.records().size() < whole.size();
        assertThat(missing && result.isComplete()).as("%s", result).isFalse();
        assertThat(lost.size() <= 1 && missing).as("%s", result).isFalse();
      }
    }
  }

  @Provide
  Arbitrary<ActionChain<VaultHistory>> histories() {
    Arbitrary<Integer> some = Arbitraries.integers().between(0, 11);
    Arbitrary<Integer> writes = Arbitraries.integers().between(0, 30);
    Independent<VaultHistory> put = () -> Combinators.combine(some, some)
        .as((which, place) ->
            step("put record " + which + " at place " + place, which, h -> h.put(which, place)));
    Independent<VaultHistory> grant =
        () -> terms().map(plan -> step("grant " + plan, 0, h -> h.grant(plan)));
    Independent<VaultHistory> narrow = () -> Combinators.combine(some, terms())
        .as((which, plan) ->
            step("hand on of " + which + ": " + plan, which, h -> h.narrow(which, plan)));
    Independent<VaultHistory> revoke =
        () -> some.map(which -> step("revoke " + which, which, h -> h.revoke(which)));
    Independent<VaultHistory> rewrap =
        () -> Arbitraries.just(step("re-wrap", 1, h -> h.vault.rewrap()));
    Independent<VaultHistory> reopen =
        () -> Arbitraries.just(step("reopen", 2, VaultHistory::reopen));
    Independent<VaultHistory> die = () -> Combinators.combine(
            Arbitraries.integers().between(0, 2), some, some, writes)
        .as((kind, which, place, left) -> switch (kind) {
          case 0 ->
            step(
                "put record " + which + " at place " + place + ", and die after " + left
                    + " writes",
                which,
                h -> h.dieDuringPut(which, place, left));
          case 1 ->
            step(
                "revoke " + which + ", and die after " + left + " writes",
                which,
                h -> h.dieDuringRevoke(which, left));
          default ->
            step("re-wrap, and die after " + left + " writes", which, h -> h.dieDuringRewrap(left));
        });
    return ActionChain.startWith(() -> new VaultHistory(this))
        .withAction(4, put)
        .withAction(3, grant)
        .withAction(1, narrow)
        .withAction(1, revoke)
        .withAction(1, rewrap)
        .withAction(1, reopen)
        .withAction(2, die)
        .withMaxTransformations(12);
  }

  /** Does it, and then looks whether the patient and one holder read what they should. */
  private static Transformer<VaultHistory> step(String what, int look, Consumer<VaultHistory> act) {
    return Transformer.mutate(what, history -> {
      act.accept(history);
      history.isAsTheModelSays(look);
    });
  }

  @Provide
  Arbitrary<TermsPlan> terms() {
    Arbitrary<Integer> mostlyNone = Arbitraries.of(0, 0, 0, 1, 2);
    return Combinators.combine(
            Arbitraries.integers().between(1, 7),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(0, Universe.DAYS - 1),
            Arbitraries.integers().between(1, Universe.DAYS),
            mostlyNone,
            mostlyNone)
        .as(TermsPlan::new);
  }

  @Provide
  Arbitrary<List<Integer>> places() {
    return Arbitraries.integers().between(0, 11).list();
  }

  private VaultHistory world(List<Integer> places) {
    VaultHistory world = new VaultHistory(this);
    for (int i = 0; i < places.size(); i++) {
      world.put(i, places.get(i));
    }
    return world;
  }

  /** A view whose ledger and custodians can't be reached: they only know their names. */
  private static GrantedVault offline(VaultHistory world, VaultHistory.Held one) {
    Ledger unreachable = Outage.proxy(Ledger.class, (proxy, method, arguments) -> {
      if (method.getName().equals("verifier")) {
        return world.ledger.verifier();
      }
      throw new IllegalStateException("there is no network");
    });
    List<Custodian> silent = world.custodians.stream().map(VaultLaws::silent).toList();
    return GrantedVault.open(one.chain(), one.holder(), unreachable, silent);
  }

  /** A custodian that knows its name and domain, and answers nothing. */
  private static Custodian silent(Custodian real) {
    return Outage.proxy(Custodian.class, (proxy, method, arguments) -> switch (method.getName()) {
      case "name" -> real.name();
      case "domain" -> real.domain();
      default -> throw new IllegalStateException("there is no network");
    });
  }
}
