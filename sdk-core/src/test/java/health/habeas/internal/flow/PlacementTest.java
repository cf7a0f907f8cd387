// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import health.habeas.internal.flow.Roster.Seat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PlacementTest {
  @Property
  void eachShardHasACustodianOfItsOwnAndNoDomainMoreThanItMust(
      @ForAll @Size(32) byte[] objectId,
      @ForAll @IntRange(min = 1, max = 12) int shards,
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 0, max = 5) Integer> domains) {
    List<Seat> seats = seats(domains);
    if (seats.size() < shards) {
      return;
    }
    Placement placement = Placement.of(objectId, seats, shards);
    assertThat(keepers(placement)).hasSize(shards);
    Map<Integer, Integer> sizes = new HashMap<>();
    domains.forEach(domain -> sizes.merge(domain, 1, Integer::sum));
    int most = mostInOneDomain(placement, domains);
    // One less for each domain, and not all shards would find a place.
    int places =
        sizes.values().stream().mapToInt(size -> Math.min(size, most - 1)).sum();
    assertThat(places).isLessThan(shards);
    assertThat(most).isLessThanOrEqualTo(new Roster(0, seats).mostInOneDomain(shards));
  }

  @Property
  void everybodyFindsTheSameWhateverOrderTheCustodiansWereGivenIn(
      @ForAll @Size(32) byte[] objectId, @ForAll long seed) {
    List<Keeper> keepers = new ArrayList<>(
        seats(List.of(0, 0, 1, 1, 2, 2, 3)).stream().map(Seat::now).toList());
    Placement placement = place(Roster.founding(keepers), objectId);
    Collections.shuffle(keepers, new Random(seed));
    Placement other = place(Roster.founding(keepers), objectId);
    assertThat(IntStream.range(0, 6).mapToObj(other::keeperOf))
        .containsExactlyElementsOf(
            IntStream.range(0, 6).mapToObj(placement::keeperOf).toList());
  }

  @Property
  void oneMoreCustodianTakesThePlaceOfOneAtMost(
      @ForAll @Size(32) byte[] objectId,
      @ForAll @Size(min = 6, max = 12) List<@IntRange(min = 0, max = 3) Integer> domains,
      @ForAll @IntRange(min = 0, max = 3) int next) {
    List<Integer> more = new ArrayList<>(domains);
    more.add(next);
    if (Placement.cap(seats(domains), 6) != Placement.cap(seats(more), 6)) {
      return; // more room to spread: then more moves, and the guarantee is better
    }
    Set<String> gone = new HashSet<>(keepers(Placement.of(objectId, seats(domains), 6)));
    gone.removeAll(keepers(Placement.of(objectId, seats(more), 6)));
    assertThat(gone).hasSizeLessThanOrEqualTo(1);
  }

  @Property
  void whatWasPlacedStaysWhenCustodiansAreAddedAndMovesWithTheSeatWhenOneIsReplaced(
      @ForAll @Size(32) byte[] objectId, @ForAll @IntRange(min = 0, max = 6) int seat) {
    Roster roster = new Roster(0, seats(List.of(0, 0, 1, 1, 2, 2, 3)));
    Placement before = roster.placement(objectId, 7, 6).orElseThrow();
    String leaves = roster.seats().get(seat).now().name();
    Roster changed = roster
        .with(new Keeper("another", "elsewhere"))
        .replace(leaves, new Keeper("next", "nowhere"));
    Placement after = changed.placement(objectId, 7, 6).orElseThrow();
    for (int shard = 0; shard < 6; shard++) {
      String keeper = before.keeperOf(shard);
      assertThat(after.keeperOf(shard)).isEqualTo(keeper.equals(leaves) ? "next" : keeper);
    }
    assertThat(changed.placement(objectId, 9, 6)).isEmpty();
  }

  @Property(tries = 20)
  void shardsAreSpreadOverAllCustodians(@ForAll long seed) {
    List<Seat> seats = seats(List.of(0, 0, 1, 1, 2, 2, 3, 3));
    Random random = new Random(seed);
    Map<String, Integer> load = new HashMap<>();
    for (int i = 0; i < 2_000; i++) {
      byte[] objectId = new byte[32];
      random.nextBytes(objectId);
      keepers(Placement.of(objectId, seats, 6)).forEach(name -> load.merge(name, 1, Integer::sum));
    }
    assertThat(load).hasSize(8);
    assertThat(load.values()).allMatch(count -> count > 1_350 && count < 1_650);
  }

  @Test
  void fewerCustodiansThanShardsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Placement.of(new byte[32], seats(List.of(0, 1)), 3));
  }

  @Test
  void aCustodianThatMovesInWithAnotherMakesTheGuaranteeWeaker() {
    Roster apart = new Roster(0, seats(List.of(0, 1, 2, 3, 4, 5)));
    assertThat(apart.mostInOneDomain(6)).isEqualTo(1);
    Roster together = apart.replace("c5", new Keeper("c9", "d0"));
    assertThat(together.mostInOneDomain(6)).isEqualTo(2);
    assertThat(together.domains()).isEqualTo(5);
  }

  private static Placement place(Roster roster, byte[] objectId) {
    return roster.placement(objectId, roster.seats().size(), 6).orElseThrow();
  }

  private static int mostInOneDomain(Placement placement, List<Integer> domains) {
    return keepers(placement).stream()
        .collect(Collectors.groupingBy(
            name -> domains.get(Integer.parseInt(name.substring(1))), Collectors.counting()))
        .values()
        .stream()
        .mapToInt(Long::intValue)
        .max()
        .orElseThrow();
  }

  private static Set<String> keepers(Placement placement) {
    return IntStream.range(0, placement.shards())
        .mapToObj(placement::keeperOf)
        .collect(Collectors.toSet());
  }

  private static List<Seat> seats(List<Integer> domains) {
    return IntStream.range(0, domains.size())
        .mapToObj(i -> Seat.of(new Keeper("c" + i, "d" + domains.get(i))))
        .toList();
  }
}
