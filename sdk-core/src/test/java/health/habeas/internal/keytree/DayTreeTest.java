// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DayTreeTest {
  @Provide
  Arbitrary<DayRange> ranges() {
    Arbitrary<Integer> day = Arbitraries.integers().between(0, DayTree.DAYS);
    return Combinators.combine(day, day).as((a, b) -> new DayRange(Math.min(a, b), Math.max(a, b)));
  }

  @Property
  void aCoverIsDisjointExactAndAtMost32Nodes_L51(@ForAll("ranges") DayRange days) {
    List<DayTree.Node> cover = DayTree.cover(days);
    assertThat(cover.size()).isLessThanOrEqualTo(32);
    int next = days.from();
    for (DayTree.Node node : cover) {
      assertThat(node.days().from()).isEqualTo(next);
      next = node.days().to();
    }
    assertThat(next).isEqualTo(days.to());
  }

  @Property
  void noCoverHasFewerNodes_L51(@ForAll("ranges") DayRange days) {
    assertThat(DayTree.cover(days)).hasSize(fewestNodes(DayTree.Node.ROOT, days));
  }

  /** Straight from the definition: a node that lies inside counts one, one that straddles counts its halves. */
  private static int fewestNodes(DayTree.Node node, DayRange days) {
    DayRange common = node.days().intersection(days);
    if (common.isEmpty()) {
      return 0;
    }
    if (common.equals(node.days())) {
      return 1;
    }
    return fewestNodes(new DayTree.Node(node.level() + 1, 2 * node.index()), days)
        + fewestNodes(new DayTree.Node(node.level() + 1, 2 * node.index() + 1), days);
  }

  @Example
  void theCostliestRangeNeeds32NodesAndEverythingOne() {
    assertThat(DayTree.cover(new DayRange(1, DayTree.DAYS - 1))).hasSize(DayTree.MAX_COVER);
    assertThat(DayTree.cover(DayRange.ALL)).containsExactly(DayTree.Node.ROOT);
    assertThat(DayTree.cover(new DayRange(7, 7))).isEmpty();
    assertThat(DayTree.cover(new DayRange(7, 8))).containsExactly(DayTree.Node.leaf(7));
  }

  @Property
  void aNodeReachesExactlyWhatLiesWithinItsDays(
      @ForAll("nodes") DayTree.Node a, @ForAll("nodes") DayTree.Node b) {
    boolean within =
        a.days().from() <= b.days().from() && b.days().to() <= a.days().to();
    assertThat(a.reaches(b)).isEqualTo(within);
  }

  @Provide
  Arbitrary<DayTree.Node> nodes() {
    return Arbitraries.integers()
        .between(0, DayTree.DEPTH)
        .flatMap(level -> Arbitraries.integers()
            .between(0, Math.min(7, (1 << level) - 1))
            .map(index -> new DayTree.Node(level, index)));
  }

  @Property
  void aUnionHasTheSameDaysInOrderWithGaps(@ForAll("shortRanges") List<DayRange> ranges) {
    List<DayRange> union = DayRange.union(ranges);
    for (int day = 0; day < 32; day++) {
      int d = day;
      assertThat(union.stream().anyMatch(r -> r.contains(d)))
          .isEqualTo(ranges.stream().anyMatch(r -> r.contains(d)));
    }
    for (int i = 1; i < union.size(); i++) {
      assertThat(union.get(i).from()).isGreaterThan(union.get(i - 1).to());
    }
  }

  @Provide
  Arbitrary<List<DayRange>> shortRanges() {
    Arbitrary<Integer> day = Arbitraries.integers().between(0, 31);
    return Combinators.combine(day, day)
        .as((a, b) -> new DayRange(Math.min(a, b), Math.max(a, b)))
        .list()
        .ofMaxSize(6);
  }

  @Example
  void placesOutsideTheTreeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new DayTree.Node(18, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new DayTree.Node(1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new DayTree.Node(0, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> DayTree.Node.leaf(DayTree.DAYS));
    assertThatIllegalArgumentException().isThrownBy(() -> new DayRange(0, DayTree.DAYS + 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new DayRange(3, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new DayRange(-1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new CompartmentId(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new CompartmentId(256, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new CompartmentId(1, 0));
  }
}
