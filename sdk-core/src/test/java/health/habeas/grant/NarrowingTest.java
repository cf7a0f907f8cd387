// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.internal.wire.CborWriter;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Links that software of ours would not make, signed by the right holder: each verifier looks for itself. */
class NarrowingTest {
  private static final GrantChain CHAIN = Cast.chain(Cast.terms()
      .types("Observation")
      .writtenBy(new Author(Cast.CLINIC.key().bytes()))
      .only(Cast.RESULT.id())
      .delegable(2)
      .audience("custodian-1")
      .obliging(Obligation.DELAU)
      .offlineFor(Duration.ofMinutes(1))
      .usedAtMost(3)
      .eraseAt(Cast.NOW.plus(Duration.ofDays(60))));

  private static final Permission PARENT = CHAIN.root().permission();
  private static final Atom LINE = PARENT.scope().atoms().get(0);
  private static final Conditions SAME = PARENT.conditions();
  private static final Conditions HELD = conditions(1, SAME.audience(), SAME.obligations());

  @Test
  void allowsALinkThatNarrowsNothingButTheDepth() {
    assertThat(decide(child(with(HELD)))).asString().startsWith("Allow");
  }

  @Test
  void deniesALinkThatIsWiderInOneLine_L17() {
    Atom a = LINE;
    Author lab = new Author(Cast.LAB.key().bytes());
    widens(
        "actions",
        line(new Atom(
            Field.all(), a.types(), a.categories(), a.days(), a.labels(), a.sources(), a.ids())));
    widens(
        "types",
        line(new Atom(
            a.actions(), Field.all(), a.categories(), a.days(), a.labels(), a.sources(), a.ids())));
    widens(
        "categories",
        line(new Atom(
            a.actions(), a.types(), Field.all(), a.days(), a.labels(), a.sources(), a.ids())));
    widens(
        "days",
        line(new Atom(
            a.actions(),
            a.types(),
            a.categories(),
            DayRange.ALL,
            a.labels(),
            a.sources(),
            a.ids())));
    widens(
        "labels",
        line(new Atom(
            a.actions(),
            a.types(),
            a.categories(),
            a.days(),
            Field.of(Label.NORMAL, Label.PSY),
            a.sources(),
            a.ids())));
    widens(
        "sources",
        line(new Atom(
            a.actions(), a.types(), a.categories(), a.days(), a.labels(), Field.of(lab), a.ids())));
    widens(
        "ids",
        line(new Atom(
            a.actions(),
            a.types(),
            a.categories(),
            a.days(),
            a.labels(),
            a.sources(),
            Field.of(new RecordId("another")))));
  }

  @Test
  void deniesALinkThatIsWiderBesides_L17() {
    Set<Purpose> more = Set.of(Purpose.TREAT, Purpose.ETREAT);
    widens("purposes", new Permission(PARENT.scope(), more, PARENT.window(), HELD));
    Window w = PARENT.window();
    widens("window", during(new Window(w.notBefore().minusSeconds(1), w.expires())));
    widens("window", during(new Window(w.notBefore(), w.expires().plusSeconds(1))));
    widens("audience", with(conditions(1, Field.all(), SAME.obligations())));
    widens("obligations", with(conditions(1, SAME.audience(), Set.of())));
    widens(
        "offline time",
        with(new Conditions(
            1, SAME.audience(), SAME.obligations(), SAME.offline().plusSeconds(1), SAME.limits())));
    widens("uses", with(limited(new Limits(OptionalLong.empty(), SAME.limits().eraseAt()))));
    widens("uses", with(limited(new Limits(OptionalLong.of(4), SAME.limits().eraseAt()))));
    widens("time to erase", with(limited(new Limits(OptionalLong.of(3), Optional.empty()))));
  }

  @Test
  void deniesALinkWhoseDepthDoesNotFall_L18() {
    widens("depth", with(conditions(2, SAME.audience(), SAME.obligations())));
  }

  @Test
  void deniesALinkThatNamesALineThatIsNotThere_L19() {
    Lineage beyond = new Lineage(Optional.of(CHAIN.id()), List.of(1));
    assertThat(decide(forged(with(HELD), beyond)))
        .asString()
        .startsWith("Deny[HBS-1009")
        .contains("in: scope");
    Lineage negative = new Lineage(Optional.of(CHAIN.id()), List.of(-1));
    assertThat(body(with(HELD), negative).widening(CHAIN.root())).contains("scope");
  }

  @Test
  void refusesToSignSuchALink() {
    Lineage first = new Lineage(Optional.of(CHAIN.id()), List.of(0));
    Grant wide = body(with(SAME), first);
    assertThatThrownBy(() -> CHAIN.extend(wide, Cast.KEYBOX, Cast.CLINIC))
        .hasMessageStartingWith("HBS-1009")
        .hasMessageContaining("in: depth");
    assertThatThrownBy(() -> CHAIN.narrow(to(), with(SAME), Cast.binding(1)))
        .hasMessageStartingWith("HBS-1009")
        .hasMessageContaining("in: depth");
    Lineage elsewhere = new Lineage(Optional.of(Cast.root(Cast.terms()).id()), List.of(0));
    Grant stray = body(with(HELD), elsewhere);
    assertThatThrownBy(() -> CHAIN.extend(stray, Cast.KEYBOX, Cast.CLINIC))
        .hasMessageStartingWith("HBS-1008");
  }

  @Test
  void namesTheLineThatEachLineIsCutFrom() {
    GrantTerms imaging = GrantTerms.read(Category.IMAGING).types("ImagingStudy");
    GrantChain two = Cast.chain(Cast.terms().and(imaging).delegable(1));
    int line = two.root().permission().scope().atoms().get(0).types().equals(Field.all()) ? 1 : 0;
    GrantChain cut = Cast.LAB.receive(two, GrantTerms.read(Category.IMAGING));
    assertThat(cut.last().lineage().parentAtoms()).containsExactly(line);
    Atom atom = cut.last().permission().scope().atoms().get(0);
    assertThat(atom.types())
        .as("what was not said is that line's")
        .isEqualTo(Field.of("ImagingStudy"));
    GrantChain other = Cast.LAB.receive(two, GrantTerms.read(Category.LABORATORY));
    assertThat(other.last().lineage().parentAtoms()).containsExactly(1 - line);
  }

  @Test
  void startsNowOrWithTheParentWhereThatIsLater() {
    GrantTerms part = GrantTerms.read(Category.LABORATORY).since("2025-01-01");
    Duration day = Duration.ofDays(1);
    assertThat(part.within(CHAIN.root(), Cast.NOW.plus(day)).window().notBefore())
        .isEqualTo(Cast.NOW.plus(day));
    assertThat(part.within(CHAIN.root(), Cast.NOW.minus(day)).window().notBefore())
        .isEqualTo(Cast.NOW);
  }

  @Test
  void takesOneDayFromALongerRange() {
    GrantTerms part =
        GrantTerms.read(Category.LABORATORY).since("2025-06-01").before(LocalDate.of(2025, 6, 2));
    DayRange days = part.within(CHAIN.root(), Cast.NOW).scope().atoms().get(0).days();
    assertThat(days).isEqualTo(new DayRange(LocalDate.of(2025, 6, 1), LocalDate.of(2025, 6, 2)));
  }

  private static void widens(String dimension, Permission permission) {
    assertThat(decide(child(permission)))
        .asString()
        .startsWith("Deny[HBS-1009")
        .contains("in: " + dimension + ";");
  }

  private static Permission line(Atom atom) {
    return new Permission(Scope.of(atom), PARENT.purposes(), PARENT.window(), HELD);
  }

  private static Permission during(Window window) {
    return new Permission(PARENT.scope(), PARENT.purposes(), window, HELD);
  }

  private static Permission with(Conditions conditions) {
    return new Permission(PARENT.scope(), PARENT.purposes(), PARENT.window(), conditions);
  }

  private static Conditions conditions(
      int depth, Field<String> audience, Set<Obligation> obligations) {
    return new Conditions(depth, audience, obligations, SAME.offline(), SAME.limits());
  }

  private static Conditions limited(Limits limits) {
    return new Conditions(1, SAME.audience(), SAME.obligations(), SAME.offline(), limits);
  }

  private static GrantChain child(Permission permission) {
    return forged(permission, new Lineage(Optional.of(CHAIN.id()), List.of(0)));
  }

  private static GrantChain forged(Permission permission, Lineage lineage) {
    Link link = Link.sign(body(permission, lineage), Cast.CLINIC);
    CborWriter out = new CborWriter().map(2).key(1).array(2);
    out.bytes(CHAIN.links().get(0).bytes()).bytes(link.bytes());
    return GrantChain.parse(out.key(2).bytes(new byte[0]).toBytes());
  }

  private static Grant body(Permission permission, Lineage lineage) {
    return new Grant(to(), permission, lineage, Cast.binding(1));
  }

  private static Parties to() {
    return new Parties(Cast.VAULT, Cast.CLINIC.key(), Cast.LAB.key());
  }

  private static Decision decide(GrantChain chain) {
    return Cast.verifier()
        .decide(
            Cast.LAB.show(chain, Cast.READ_RESULT),
            Cast.READ_RESULT,
            Cast.CHALLENGE,
            Cast.at(Cast.NOW));
  }
}
