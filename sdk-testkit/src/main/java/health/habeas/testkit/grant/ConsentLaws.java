// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.grant.AccessRequest;
import health.habeas.grant.Circumstances;
import health.habeas.grant.Conditions;
import health.habeas.grant.Directive;
import health.habeas.grant.Field;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantVerifier;
import health.habeas.grant.NonceStore;
import health.habeas.grant.Parties;
import health.habeas.grant.PatientKeyView;
import health.habeas.grant.Permission;
import health.habeas.grant.Purpose;
import health.habeas.grant.Revocations;
import health.habeas.grant.Scope;
import health.habeas.grant.Window;
import health.habeas.key.VerifyKey;
import health.habeas.testkit.grant.ConsentDocument.Oddity;
import health.habeas.testkit.grant.ConsentPlan.Form;
import health.habeas.testkit.grant.ConsentPlan.Provision;
import health.habeas.testkit.grant.ConsentPlan.What;
import health.habeas.testkit.grant.ConsentPlan.When;
import health.habeas.testkit.grant.ConsentPlan.Who;
import health.habeas.testkit.grant.ConsentUnderTest.Forbidden;
import health.habeas.testkit.grant.ConsentUnderTest.Given;
import health.habeas.testkit.grant.ConsentUnderTest.Terms;
import health.habeas.testkit.grant.ConsentUniverse.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/**
 * Proves that a reader of FHIR Consents keeps law L56: extend it and say how to make your reader.
 *
 * <p>Each case is one to three Consents of R4, of IHE's profile and of R5, with exceptions up to three deep. If they are
 * read, each request of a small universe, in time as in kind, must be decided by the grants and directives as by the
 * Consents; what has two readings, or something that nobody can keep to, must be refused; and what is plain must not.
 * What Consents mean is docs/spec/consent.md. Not thread-safe: one per run.
 */
public abstract class ConsentLaws {
  /** So few of the requests are asked that a case takes milliseconds, and others in the next case. */
  private static final int STRIDE = 7;

  private static final List<Signatory> SIGNATORIES =
      List.of(Signatory.CLINIC, Signatory.LAB, Signatory.SPECIALIST);

  /** For subclasses. */
  protected ConsentLaws() {}

  /** Makes a reader that remembers nothing. */
  protected abstract ConsentUnderTest newReader();

  @Property
  void grantsAndDirectivesDecideAsTheConsentsDo_L56(
      @ForAll("consents") List<ConsentPlan> plans, @ForAll @IntRange(max = STRIDE - 1) int first) {
    Optional<Terms> read = read(plans);
    Statistics.label("Consents").collect(read.isPresent() ? "read" : "refused");
    if (read.isPresent()) {
      assertThat(plans).as("which has two readings").noneMatch(ConsentModel::hasTwoReadings);
      assertDecidesAs(plans, read.get(), first);
    }
  }

  @Property
  void theOrderOfConsentsNeverMatters_L56(
      @ForAll("consents") List<ConsentPlan> plans, @ForAll @IntRange(max = STRIDE - 1) int first) {
    List<ConsentPlan> turned = new ArrayList<>(plans);
    Collections.reverse(turned);
    Optional<Terms> one = read(plans);
    Optional<Terms> other = read(turned);
    assertThat(other.isPresent()).isEqualTo(one.isPresent());
    other.ifPresent(terms -> assertDecidesAs(plans, terms, first));
  }

  @Property
  void whatIsPlainIsRead_L56(
      @ForAll("plain") List<ConsentPlan> plans, @ForAll @IntRange(max = STRIDE - 1) int first) {
    Optional<Terms> read = read(plans);
    assertThat(read).isPresent();
    assertDecidesAs(plans, read.orElseThrow(), first);
  }

  @Property
  void whatNobodyCanKeepToIsRefused_L56(
      @ForAll("plain") List<ConsentPlan> plans, @ForAll Oddity oddity) {
    Assume.that(oddity != Oddity.NONE);
    List<byte[]> documents = new ArrayList<>();
    plans.forEach(
        plan -> documents.add(ConsentDocument.of(plan, "consent-" + documents.size(), oddity)));
    boolean twice = oddity == Oddity.SAME_NAME;
    if (twice) {
      documents.add(ConsentDocument.of(plans.get(0), "another", oddity));
    }
    assertThat(newReader().read(ConsentUniverse.WORLD, ConsentUniverse.NOW, documents))
        .isEmpty();
  }

  /** What is written reads back as what decides the same, or the writer said what it left out. */
  @Property
  void whatIsWrittenReadsBackTheSame_L56(
      @ForAll("terms") Terms terms,
      @ForAll @IntRange(min = 4, max = 5) int release,
      @ForAll @IntRange(max = STRIDE - 1) int first) {
    ConsentUnderTest reader = newReader();
    Optional<List<byte[]>> written =
        reader.write(ConsentUniverse.WORLD, ConsentUniverse.NOW, release, terms);
    Statistics.label("R" + release).collect(written.isPresent() ? "written" : "with losses");
    if (written.isPresent()) {
      Optional<Terms> read = reader.read(ConsentUniverse.WORLD, ConsentUniverse.NOW, written.get());
      assertThat(read).as("what was written is refused").isPresent();
      assertSame(read.orElseThrow(), terms, first);
    }
  }

  private static void assertSame(Terms read, Terms written, int first) {
    for (int i = first; i < ConsentUniverse.requests(); i += STRIDE) {
      Request request = ConsentUniverse.request(i);
      if (ConsentModel.allows(read, request) != ConsentModel.allows(written, request)) {
        assertThat(ConsentModel.allows(read, request))
            .as("%s", request)
            .isEqualTo(ConsentModel.allows(written, request));
      }
    }
  }

  @Provide
  Arbitrary<Terms> terms() {
    Arbitrary<List<GivenPlan>> grants = lines()
        .list()
        .ofMinSize(1)
        .ofMaxSize(2)
        .flatMap(some -> Combinators.combine(upTo(0, 1), upTo(1, 15), upTo(0, 1), upTo(2, 4))
            .as((holder, purposes, start, end) ->
                new GivenPlan(some, holder, purposes, start, end)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(2);
    Arbitrary<List<DeniedPlan>> denials = Combinators.combine(lines(), often(3), often(15))
        .as(DeniedPlan::new)
        .list()
        .ofMaxSize(2);
    return Combinators.combine(grants, denials)
        .as((given, denied) -> new Terms(
            given.stream().map(GivenPlan::given).toList(),
            denied.stream().map(DeniedPlan::denied).toList()))
        .withoutEdgeCases();
  }

  private static Arbitrary<ConsentLine> lines() {
    return Combinators.combine(
            often(15),
            often(3),
            often(3),
            often(31),
            Arbitraries.of(0, 0, 0, 1, 2, 4, 12),
            upTo(0, 2),
            Arbitraries.of(0, 0, 1, 2))
        .as(ConsentLine::new);
  }

  /** One grant as small numbers; break-glass alone, as in every vault. */
  private record GivenPlan(List<ConsentLine> lines, int holder, int purposes, int start, int end) {
    Given given() {
      boolean glass = (purposes & 4) != 0;
      Set<Purpose> why = Universe.picked(ConsentUniverse.PURPOSES, glass ? 4 : purposes);
      Scope scope = new Scope(lines.stream().map(line -> line.atom(glass)).toList());
      Instant from = ConsentUniverse.NOW.plus(Duration.ofHours(start));
      Instant to = ConsentUniverse.NOW.plus(Duration.ofHours(12L * end));
      return new Given(
          ConsentUniverse.HOLDERS.get(holder),
          new Permission(scope, why, new Window(from, to), Conditions.STRICT));
    }
  }

  /** One directive as small numbers, of which 0 names nothing. */
  private record DeniedPlan(ConsentLine line, int holders, int purposes) {
    Forbidden denied() {
      Set<VerifyKey> keys = new HashSet<>();
      Universe.picked(ConsentUniverse.HOLDERS, holders).forEach(card -> keys.add(card.key()));
      Directive directive = new Directive(
          Story.VAULT,
          holders == 0 ? Field.all() : Field.of(keys),
          Universe.field(ConsentUniverse.PURPOSES, purposes),
          line.atom(false));
      return new Forbidden(directive, Optional.empty());
    }
  }

  /** The verifier of this SDK decides on what was read as its terms say. */
  @Property
  void theVerifierDecidesAsTheConsentsDo_L56(
      @ForAll("plain") List<ConsentPlan> plans,
      @ForAll @IntRange(max = 2_000_000) int place,
      @ForAll boolean aimed) {
    Terms terms = read(plans).orElseThrow();
    Request request = aimed ? allowed(terms, place) : request(place);
    boolean allowed = false;
    for (Given given : terms.grants()) {
      boolean mine = given.holder().equals(ConsentUniverse.HOLDERS.get(request.holder()));
      allowed |= mine && verify(given, terms.denials(), request);
    }
    Statistics.label("requests").collect(allowed ? "allowed" : "denied");
    assertThat(allowed).isEqualTo(ConsentModel.allows(plans, request));
  }

  private Optional<Terms> read(List<ConsentPlan> plans) {
    List<byte[]> documents = new ArrayList<>();
    plans.forEach(plan ->
        documents.add(ConsentDocument.of(plan, "consent-" + documents.size(), Oddity.NONE)));
    return newReader().read(ConsentUniverse.WORLD, ConsentUniverse.NOW, documents);
  }

  private static void assertDecidesAs(List<ConsentPlan> plans, Terms terms, int first) {
    for (int i = first; i < ConsentUniverse.requests(); i += STRIDE) {
      Request request = ConsentUniverse.request(i);
      if (ConsentModel.allows(terms, request) != ConsentModel.allows(plans, request)) {
        assertThat(ConsentModel.allows(terms, request))
            .as("%s for %s of %s", request, plans, terms)
            .isEqualTo(ConsentModel.allows(plans, request));
      }
    }
  }

  private static Request request(int place) {
    return ConsentUniverse.request(place % ConsentUniverse.requests());
  }

  /** The first request from this place on that is allowed; the one at the place if none is near. */
  private static Request allowed(Terms terms, int place) {
    for (int i = place; i < place + 20_000; i++) {
      if (ConsentModel.allows(terms, request(i))) {
        return request(i);
      }
    }
    return request(place);
  }

  private static boolean verify(Given given, List<Forbidden> denials, Request request) {
    Parties parties = new Parties(
        Story.VAULT, Signatory.PATIENT.key(), SIGNATORIES.get(request.holder()).key());
    GrantChain chain = GrantChain.issue(
        Grant.root(parties, given.permission(), Story.binding(0)), Story.KEYBOX, Signatory.PATIENT);
    List<Directive> inForce = denials.stream()
        .filter(denial -> denial.until().map(request.at()::isBefore).orElse(true))
        .map(denial -> signed(denial.directive()))
        .toList();
    GrantVerifier verifier = GrantVerifier.of(PatientKeyView.rootKeys(), NonceStore.inMemory(10));
    VerifierUnderTest door =
        (shown, asked, challenge, at) -> Verdict.of(verifier.decide(shown, asked, challenge, at));
    AccessRequest asked =
        new AccessRequest(Story.VAULT, request.action(), request.record(), request.purpose());
    Circumstances at =
        Circumstances.of(request.at(), Revocations.none(request.at())).under(inForce);
    return new Presenter(door, SIGNATORIES.get(request.holder()))
        .ask(chain, asked, at)
        .allowed();
  }

  /** The same against the keys that sign in this kit. */
  private static Directive signed(Directive directive) {
    if (!(directive.holders() instanceof Field.Some<VerifyKey> some)) {
      return directive;
    }
    Set<VerifyKey> keys = new HashSet<>();
    for (int i = 0; i < SIGNATORIES.size(); i++) {
      if (some.values().contains(ConsentUniverse.HOLDERS.get(i).key())) {
        keys.add(SIGNATORIES.get(i).key());
      }
    }
    return new Directive(
        directive.vault(), Field.of(keys), directive.purposes(), directive.forbidden());
  }

  @Provide
  Arbitrary<List<ConsentPlan>> consents() {
    Arbitrary<Boolean> wild = Arbitraries.of(false, false, false, false, false, false, true);
    Arbitrary<ConsentPlan> one = Combinators.combine(Arbitraries.of(Form.class), rules(2), wild)
        .as((form, root, any) -> any ? new ConsentPlan(form, root) : ConsentPlan.tame(form, root));
    return one.list().ofMinSize(1).ofMaxSize(3).withoutEdgeCases();
  }

  @Provide
  Arbitrary<List<ConsentPlan>> plain() {
    Arbitrary<Who> who =
        Combinators.combine(upTo(1, 7), Arbitraries.of(1, 2, 3, 8, 9), often(7)).as(Who::new);
    Arbitrary<When> when = Combinators.combine(often(2), Arbitraries.of(2, 3, 4))
        .as(When::new)
        .filter(period -> period.start() != 2 || period.end() != 2);
    Arbitrary<What> what = what(Arbitraries.of(0, 1, 3, 7, 8, 9));
    Arbitrary<ConsentPlan> one = Combinators.combine(
            Arbitraries.of(Form.R4, Form.PCF, Form.R5), who, what, when)
        .as((form, w, r, t) -> new ConsentPlan(form, base(form, w, r, t)));
    return one.list().ofMinSize(1).ofMaxSize(3).withoutEdgeCases();
  }

  private static Provision base(Form form, Who who, What what, When when) {
    Provision permit = new Provision(true, who, what, when, List.of());
    return form == Form.R5
        ? new Provision(
            false, new Who(0, 0, 0), new What(0, 0, 0, 0, 0, 0), new When(0, 0), List.of(permit))
        : permit;
  }

  private static Arbitrary<Provision> rules(int depth) {
    Arbitrary<List<Provision>> exceptions = depth == 0
        ? Arbitraries.just(List.of())
        : Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.just(List.of())),
            Tuple.of(3, rules(depth - 1).list().ofMinSize(1).ofMaxSize(2)));
    Arbitrary<Who> who = Combinators.combine(often(7), often(15), often(7)).as(Who::new);
    Arbitrary<When> when = Combinators.combine(rarely(2), rarely(4)).as(When::new);
    return Combinators.combine(Arbitraries.of(true, false), who, what(often(15)), when, exceptions)
        .as(Provision::new);
  }

  private static Arbitrary<What> what(Arbitrary<Integer> labels) {
    Arbitrary<Integer> data = Arbitraries.of(0, 0, 0, 0, 1, 2, 4, 12, 20);
    return Combinators.combine(
            often(3), often(3), labels, data, upTo(0, 2), Arbitraries.of(0, 0, 1, 2))
        .as(What::new);
  }

  /** 0 about half of the time. */
  private static Arbitrary<Integer> often(int max) {
    return Arbitraries.oneOf(Arbitraries.just(0), upTo(0, max));
  }

  private static Arbitrary<Integer> rarely(int max) {
    return Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.just(0)), Tuple.of(1, upTo(0, max)));
  }

  private static Arbitrary<Integer> upTo(int min, int max) {
    return Arbitraries.integers().between(min, max);
  }
}
