// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.grant.Action;
import health.habeas.grant.Directive;
import health.habeas.grant.Directives;
import health.habeas.grant.Purpose;
import health.habeas.key.VerifyKey;
import health.habeas.ledger.Ledger;
import health.habeas.record.Label;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.Admission;
import health.habeas.shard.Custodian;
import health.habeas.shard.ItemName;
import health.habeas.shard.ReleaseSession;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.state.Action.Independent;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/**
 * Proves that a custodian keeps the laws of grants: extend it and say how to make your custodian.
 *
 * <pre>{@code
 * class OurCustodianKeepsTheLaws extends CustodianLaws {
 *   @Override
 *   protected Custodian newCustodian(String name, Ledger ledger, InstantSource clock) {
 *     return new OurCustodian(name, ledger, clock);
 *   }
 * }
 * }</pre>
 *
 * <p>Each case begins with two empty custodians over one ledger in memory, of which the second follows the ledger only when
 * it is asked something. Not thread-safe: one per run.
 */
public abstract class CustodianLaws {
  private static final int DAY = 24 * 60 * 60;

  /** For subclasses. */
  protected CustodianLaws() {}

  /**
   * Makes a custodian that keeps nothing yet. The kit closes it.
   *
   * @param name its name
   * @param ledger the log that it follows; the kit closes it
   * @param clock where it takes the time from; it may jump
   */
  protected abstract Custodian newCustodian(String name, Ledger ledger, InstantSource clock);

  /**
   * Any order of accesses, replays, lies, revocations by handle and by key, noise in the ledger and time: exactly what is
   * granted, recorded and not revoked is admitted, by both; a session ends with its grant; the patient gets one receipt of
   * each admission; and a statement about a key is kept only from who may make it.
   */
  @Property
  void admitsWhatIsGrantedRecordedAndNotRevoked_L30_L31_L33_L35_L38_L54(
      @ForAll("histories") ActionChain<CustodianHistory> history) {
    history.run().close();
  }

  /** A receipt that says anything but this access, or that the ledger does not prove, is no receipt. */
  @Property
  void releasesNothingOnAnotherReceipt_L54(
      @ForAll Lie lie, @ForAll @IntRange(max = 10_000) int place) {
    try (CustodianHistory history = new CustodianHistory(this::newCustodian)) {
      Visit visit = history.visit(1);
      AccessEvent told = visit.event(Action.READ, 0, history.now());
      byte[] proof = visit.record(told);
      Custodian custodian = history.first();
      assertThat(custodian.admit(lie.claim(visit, custodian, told, proof, place)))
          .isInstanceOf(Admission.Refused.class);
      assertThat(history.receipts(custodian)).isZero();
      AccessEvent next = visit.event(Action.READ, 1, history.now());
      assertThat(custodian.admit(visit.claim(custodian, next, visit.record(next))))
          .isInstanceOf(Admission.Admitted.class);
    }
  }

  /** A time that the presenter states itself, in the past or the future, moves nothing. */
  @Property
  void aSelfStatedTimeGainsNothing_L33(@ForAll @IntRange(min = 301, max = 5000) int off) {
    try (CustodianHistory history = new CustodianHistory(this::newCustodian)) {
      Visit visit = history.visit(1);
      for (int number : new int[] {0, 1}) {
        Instant stated = history.now().plusSeconds(number == 0 ? off : -off);
        AccessEvent event = visit.event(Action.READ, number, stated);
        byte[] proof = visit.record(event);
        assertThat(history.first().admit(visit.claim(history.first(), event, proof)))
            .isInstanceOf(Admission.Refused.class);
      }
    }
  }

  /** Whatever is wrong is a refusal, the same each time, and never an exception. */
  @Property
  void whateverIsWrongIsARefusal_L43(@ForAll byte[] garbage, @ForAll boolean closed) {
    try (CustodianHistory history = new CustodianHistory(this::newCustodian)) {
      Visit visit = history.visit(1);
      AccessEvent event = visit.event(Action.READ, 0, history.now());
      byte[] proof = visit.record(event);
      Custodian custodian = history.first();
      if (closed) {
        byte[] nonce = custodian.challenge();
        byte[] possession = visit.possession(custodian.name(), nonce, event.request());
        history.loseTheLedger();
        assertThat(custodian.admit(visit.claim(event, proof, nonce, possession)))
            .isInstanceOf(Admission.Refused.class);
      } else {
        String first = refusal(custodian.admit(visit.claim(event, proof, garbage, garbage)));
        assertThat(refusal(custodian.admit(visit.claim(event, proof, garbage, garbage))))
            .isEqualTo(first);
        assertThat(refusal(
                custodian.admit(visit.claim(event, garbage, custodian.challenge(), garbage))))
            .isNotEmpty();
      }
    }
  }

  /** Only the last holder, only to this custodian, only with a challenge of its own. */
  @Property
  void onlyTheLastHolderAnswersThisCustodian_L36_L37_L39(
      @ForAll Signatory somebody, @ForAll @IntRange(min = 1, max = 3) int links) {
    try (CustodianHistory history = new CustodianHistory(this::newCustodian)) {
      Visit visit = history.visit(links);
      AccessEvent event = visit.event(Action.READ, 0, history.now());
      byte[] proof = visit.record(event);
      Custodian custodian = history.first();
      byte[] nonce = custodian.challenge();
      byte[] elsewhere = visit.possession(history.second().name(), nonce, event.request());
      assertThat(custodian.admit(visit.claim(event, proof, nonce, elsewhere)))
          .isInstanceOf(Admission.Refused.class);
      byte[] another = custodian.challenge();
      byte[] byWhom = visit.by(somebody).possession(custodian.name(), another, event.request());
      assertThat(custodian.admit(visit.claim(event, proof, another, byWhom)))
          .isInstanceOf(
              somebody == visit.holder() ? Admission.Admitted.class : Admission.Refused.class);
    }
  }

  /** A clock that is turned back after the end of a grant revives nothing. */
  @Property
  void aClockThatIsTurnedBackRevivesNothing_L25_L27(
      @ForAll @IntRange(min = 3600, max = 100_000) int later,
      @ForAll @IntRange(max = 3600) int back) {
    try (CustodianHistory history = new CustodianHistory(this::newCustodian)) {
      Visit visit = history.visit(1);
      AccessEvent event = visit.event(Action.READ, 0, history.now());
      Admission admitted =
          history.first().admit(visit.claim(history.first(), event, visit.record(event)));
      history.setClock(later);
      history.first().followLedger();
      history.setClock(back);
      assertThat(CustodianHistory.isReleased(admitted)).isFalse();
      AccessEvent again = visit.event(Action.READ, 1, history.now());
      assertThat(history.first().admit(visit.claim(history.first(), again, visit.record(again))))
          .isInstanceOf(Admission.Refused.class);
    }
  }

  /** Who may read leaves nothing, and who may write leaves what was recorded and takes nothing. */
  @Property
  void aReaderWritesNothingAndAWriterReadsNothing_L44(@ForAll byte[] item, @ForAll boolean other) {
    try (CustodianHistory history = new CustodianHistory(this::newCustodian)) {
      Visit visit = history.visit(1);
      Custodian custodian = history.first();
      AccessEvent reading = visit.event(Action.READ, 0, history.now());
      ReleaseSession reader =
          session(custodian.admit(visit.claim(custodian, reading, visit.record(reading))));
      assertThat(reader.deposit(item)).isInstanceOf(ReleaseSession.Refused.class);

      AccessEvent writing = visit.depositing(item, 1, history.now());
      ReleaseSession writer =
          session(custodian.admit(visit.claim(custodian, writing, visit.record(writing))));
      assertThat(writer.fetch(CustodianHistory.PAGE)).isNotInstanceOf(ReleaseSession.Found.class);
      assertThat(writer.fetch(CustodianHistory.PAGE, 0, 1))
          .isNotInstanceOf(ReleaseSession.Found.class);
      byte[] left = other ? RawCbor.concat(item, new byte[1]) : item;
      assertThat(writer.deposit(left))
          .isInstanceOf(other ? ReleaseSession.Refused.class : ReleaseSession.Kept.class);
    }
  }

  /**
   * A directive that covers an access refuses it at the door and in the middle of a session, and one that does not changes
   * nothing; an older set never comes back.
   */
  @Property
  void aDirectiveForbidsAtTheDoorAndInMidSession_L42(
      @ForAll @IntRange(min = 1, max = 3) int links,
      @ForAll Set<Signatory> against,
      @ForAll("somePurposes") Set<Purpose> purposes,
      @ForAll Set<Action> actions,
      @ForAll boolean labelled) {
    try (CustodianHistory history = new CustodianHistory(this::newCustodian)) {
      Visit visit = history.visit(links);
      Admission session = history.admit(visit, 0);
      assertThat(CustodianHistory.isReleased(session)).isTrue();

      Directive directive = directive(against, purposes, actions);
      // labels can't be told at the door: such a directive is for the holder's software
      directive = labelled ? directive.labels(Label.PSY) : directive;
      boolean about = (against.isEmpty()
              || Story.HOLDERS.subList(0, links).stream().anyMatch(against::contains))
          && (purposes.isEmpty() || purposes.contains(Purpose.TREAT));
      boolean forbids = about && (actions.isEmpty() || actions.contains(Action.READ)) && !labelled;
      Directives forbidden =
          Directives.none(Story.VAULT).next(Set.of(directive), Signatory.PATIENT);
      assertThat(history.forbid(forbidden)).isEqualTo(1);
      assertThat(CustodianHistory.isReleased(session)).isEqualTo(!forbids);
      Admission later = history.admit(visit, 1);
      if (forbids) {
        assertThat(refusal(later)).isEqualTo("HBS-1016");
      } else {
        assertThat(CustodianHistory.isReleased(later)).isTrue();
        assertThat(session(later).directives()).isEqualTo(about ? List.of(directive) : List.of());
      }

      Directives lifted = forbidden.next(Set.of(), Signatory.PATIENT);
      assertThat(history.forbid(lifted)).isEqualTo(2);
      assertThat(history.forbid(forbidden)).isEqualTo(2);
      assertThat(CustodianHistory.isReleased(history.admit(visit, 2))).isTrue();
    }
  }

  /**
   * A share of the key to a break-glass grant comes out only after a receipt of an access under this grant, for 24 hours from
   * the first, which is no refused one; and whoever has it is told which labels are never shown.
   */
  @Property
  void theGlassBreaksWithAReceiptForADay_L41(
      @ForAll Lie lie,
      @ForAll @IntRange(max = 10_000) int place,
      @ForAll @IntRange(max = 100_000) int refusedBefore,
      @ForAll("delays") int later) {
    try (CustodianHistory history = new CustodianHistory(this::newCustodian)) {
      Directive never = Directive.never(Story.VAULT, Label.PSY);
      history.forbid(Directives.none(Story.VAULT).next(Set.of(never), Signatory.PATIENT));
      Visit visit = history.emergency();
      ItemName share = CustodianHistory.share(visit.chain());
      Custodian custodian = history.first();
      AccessEvent told = visit.event(Action.READ, 0, history.now());
      assertThat(custodian.admit(lie.claim(visit, custodian, told, visit.record(told), place)))
          .isInstanceOf(Admission.Refused.class);
      assertThat(CustodianHistory.isReleased(history.admit(history.visit(1), 0), share))
          .isFalse();

      history.setClock(refusedBefore);
      Admission session = history.admit(visit, 1);
      assertThat(CustodianHistory.isReleased(session, share)).isTrue();
      assertThat(session(session).directives()).containsExactly(never);

      history.setClock(refusedBefore + later);
      Admission again = history.admit(visit, 2);
      if (later < DAY) {
        assertThat(CustodianHistory.isReleased(again, share)).isTrue();
      } else {
        assertThat(refusal(again)).isEqualTo("HBS-1025");
      }
      history.setClock(refusedBefore + Math.max(DAY, later));
      assertThat(CustodianHistory.isReleased(session, share)).isFalse();
      assertThat(CustodianHistory.isReleased(again, share)).isFalse();
      assertThat(refusal(history.admit(visit, 3))).isEqualTo("HBS-1025");
      assertThat(history.receipts(custodian)).isEqualTo(later < DAY ? 3 : 2);
    }
  }

  private static Directive directive(
      Set<Signatory> against, Set<Purpose> purposes, Set<Action> actions) {
    Directive directive = Directive.in(Story.VAULT);
    if (!against.isEmpty()) {
      directive = directive.against(against.stream().map(Signatory::key).toArray(VerifyKey[]::new));
    }
    if (!purposes.isEmpty()) {
      directive = directive.for_(purposes.toArray(Purpose[]::new));
    }
    return actions.isEmpty() ? directive : directive.actions(actions.toArray(Action[]::new));
  }

  @Provide
  Arbitrary<Set<Purpose>> somePurposes() {
    return Arbitraries.of(Universe.PURPOSES).set().ofMaxSize(2);
  }

  /** Seconds, among them those around a day, in which a session is still young. */
  @Provide
  Arbitrary<Integer> delays() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 100_000),
        Arbitraries.integers().between(DAY - 300, DAY + 2));
  }

  @Provide
  Arbitrary<ActionChain<CustodianHistory>> histories() {
    Arbitrary<Integer> links = Arbitraries.integers().between(1, 3);
    Independent<CustodianHistory> visit =
        () -> links.map(n -> Transformer.mutate("visit with " + n + " links", h -> h.visitBoth(n)));
    Independent<CustodianHistory> lie = () -> Combinators.combine(
            links, Arbitraries.of(Lie.class), Arbitraries.integers().between(0, 500))
        .as((n, kind, at) -> Transformer.mutate(
            "lie with " + n + " links: " + kind, h -> h.visitWithALie(n, kind, at)));
    Independent<CustodianHistory> replay = () -> Arbitraries.integers()
        .between(0, 3)
        .map(i -> Transformer.mutate("replay visit no. " + i, h -> h.replay(i)));
    Independent<CustodianHistory> revoke = () -> Arbitraries.integers()
        .between(0, 2)
        .map(link -> Transformer.mutate("revoke link " + link, h -> h.revoke(link)));
    Independent<CustodianHistory> revokeKey = () -> Combinators.combine(
            Arbitraries.integers().between(0, 2),
            Arbitraries.of(Signatory.class),
            Arbitraries.of(true, false),
            Arbitraries.frequency(Tuple.of(4, true), Tuple.of(1, false)))
        .as((holder, signer, whole, recorded) -> Transformer.mutate(
            signer + " says that the key of link " + holder + " ended"
                + (whole ? "" : " as an issuer") + (recorded ? "" : ", unrecorded"),
            h -> h.revokeKey(holder, signer, whole, recorded)));
    Independent<CustodianHistory> noise = () -> Arbitraries.integers()
        .between(0, 4)
        .map(pick -> Transformer.mutate("a stranger publishes no. " + pick, h -> h.publish(pick)));
    Independent<CustodianHistory> fetch = () -> Arbitraries.integers()
        .between(0, 3)
        .map(i -> Transformer.mutate("fetch in session " + i, h -> h.fetch(i)));
    Independent<CustodianHistory> wait = () -> Arbitraries.of(1, 59, 250, 400, 1200)
        .map(by -> Transformer.mutate("wait " + by + " s", h -> h.await(by)));
    return ActionChain.startWith(() -> new CustodianHistory(this::newCustodian))
        .withAction(6, visit)
        .withAction(1, lie)
        .withAction(2, replay)
        .withAction(1, revoke)
        .withAction(2, revokeKey)
        .withAction(1, noise)
        .withAction(3, fetch)
        .withAction(2, wait)
        .withMaxTransformations(14);
  }

  private static ReleaseSession session(Admission admission) {
    assertThat(admission).isInstanceOf(Admission.Admitted.class);
    return ((Admission.Admitted) admission).session();
  }

  private static String refusal(Admission admission) {
    assertThat(admission).isInstanceOf(Admission.Refused.class);
    return ((Admission.Refused) admission).deny().code().id();
  }
}
