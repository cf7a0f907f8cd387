// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.grant.Atom;
import health.habeas.grant.DayRange;
import health.habeas.grant.Field;
import health.habeas.grant.Scope;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** The algebra of scopes, against everything that they mean. */
abstract class ScopeLaws extends Laws {
  /** Each second scope is cut from the one before, so that nested scopes are frequent. */
  record Nest(Scope outer, Scope middle, Scope inner) {}

  @Provide
  Arbitrary<Nest> nests() {
    Arbitrary<List<LinePlan>> some = lines().list().ofMinSize(1).ofMaxSize(3);
    Arbitrary<Boolean> turned = Arbitraries.of(false, false, true);
    return Combinators.combine(some, some, some, turned).as(ScopeLaws::nest).withoutEdgeCases();
  }

  // a turned scope is the outer one in another order with a line twice: nested both ways
  private static Nest nest(
      List<LinePlan> outer, List<LinePlan> middle, List<LinePlan> inner, boolean turned) {
    List<LinePlan> cut = within(middle, outer);
    if (turned) {
      cut = new ArrayList<>(outer);
      Collections.reverse(cut);
      cut.add(outer.get(0));
    }
    return new Nest(scope(outer), scope(cut), scope(within(inner, cut)));
  }

  @Property
  void subsetIsReflexive_L7(@ForAll("scopes") Scope scope) {
    assertThat(scope.subsetOf(scope)).isTrue();
    assertThat(scope.normalise().subsetOf(scope)).isTrue();
    assertThat(scope.subsetOf(scope.normalise())).isTrue();
  }

  @Property
  void subsetIsTransitive_L7(@ForAll("nests") Nest nest, @ForAll("scopes") Scope other) {
    assertThat(nest.inner().subsetOf(nest.outer())).isTrue();
    if (other.subsetOf(nest.inner())) {
      assertThat(other.subsetOf(nest.outer())).isTrue();
    }
  }

  @Property
  void subsetIsAntisymmetricOnNormalForms_L7(@ForAll("nests") Nest nest) {
    boolean equal = nest.outer().subsetOf(nest.middle());
    Statistics.collect(equal ? "both ways" : "one way");
    assertThat(nest.outer().normalise().equals(nest.middle().normalise())).isEqualTo(equal);
  }

  @Property
  void aSubsetNeverMeansMore_L8(@ForAll("scopes") Scope one, @ForAll("nests") Nest nest) {
    requireNested(nest.inner(), nest.outer());
    requireNested(one, nest.outer());
    requireNested(nest.outer(), one);
  }

  @Property
  void anEmptyFieldMatchesNothing_L9(@ForAll("lines") LinePlan line) {
    for (Atom atom : withOneFieldEmpty(line.atom())) {
      assertThat(Model.meaning(Scope.of(atom)).isEmpty()).isTrue();
      assertThat(Universe.RECORDS.stream()
              .anyMatch(facts -> Universe.ACTIONS.stream()
                  .anyMatch(action -> Scope.of(atom).matches(action, facts))))
          .isFalse();
      assertThat(Scope.of(atom).normalise().atoms()).isEmpty();
    }
  }

  @Property
  void normalFormsMeanTheSameWhateverTheOrder_L10(@ForAll("scopes") Scope scope) {
    Scope normal = scope.normalise();
    List<Atom> doubledAndTurned = new ArrayList<>(scope.atoms());
    doubledAndTurned.addAll(scope.atoms());
    Collections.reverse(doubledAndTurned);
    assertThat(normal.normalise()).isEqualTo(normal);
    assertThat(new Scope(doubledAndTurned).normalise()).isEqualTo(normal);
    assertThat(Model.meaning(normal)).isEqualTo(Model.meaning(scope));
  }

  @Provide("lines")
  Arbitrary<LinePlan> someLines() {
    return lines();
  }

  private static void requireNested(Scope inner, Scope outer) {
    if (inner.subsetOf(outer)) {
      BitSet beyond = Model.meaning(inner);
      beyond.andNot(Model.meaning(outer));
      assertThat(beyond.stream().mapToObj(Model::deed)).isEmpty();
    }
  }

  private static List<Atom> withOneFieldEmpty(Atom a) {
    DayRange noDay = new DayRange(Universe.FIRST_DAY, Universe.FIRST_DAY);
    return List.of(
        new Atom(none(), a.types(), a.categories(), a.days(), a.labels(), a.sources(), a.ids()),
        new Atom(a.actions(), none(), a.categories(), a.days(), a.labels(), a.sources(), a.ids()),
        new Atom(a.actions(), a.types(), none(), a.days(), a.labels(), a.sources(), a.ids()),
        new Atom(a.actions(), a.types(), a.categories(), noDay, a.labels(), a.sources(), a.ids()),
        new Atom(a.actions(), a.types(), a.categories(), a.days(), none(), a.sources(), a.ids()),
        new Atom(a.actions(), a.types(), a.categories(), a.days(), a.labels(), none(), a.ids()),
        new Atom(
            a.actions(), a.types(), a.categories(), a.days(), a.labels(), a.sources(), none()));
  }

  private static <T> Field<T> none() {
    return Field.of(Set.of());
  }

  private static Scope scope(List<LinePlan> lines) {
    return new Scope(lines.stream().map(LinePlan::atom).toList());
  }

  private static List<LinePlan> within(List<LinePlan> lines, List<LinePlan> outer) {
    List<LinePlan> cut = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      cut.add(lines.get(i).within(outer.get(i % outer.size())));
    }
    return cut;
  }
}
