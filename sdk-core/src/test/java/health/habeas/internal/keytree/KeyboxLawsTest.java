// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.internal.crypto.Secret;
import health.habeas.internal.keytree.World.Filed;
import health.habeas.internal.keytree.World.Scope;
import health.habeas.internal.keytree.World.Sealed;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Laws L46 to L51 over generated records and scopes, against plain set inclusion. */
class KeyboxLawsTest {
  private static final List<Integer> ALL_EPOCHS = List.of(0, 1);
  private static final byte[] NONCE = new byte[16];

  private final World world = new World();

  @Provide
  Arbitrary<List<Filed>> records() {
    return Combinators.combine(
            Arbitraries.of(World.MASKS),
            Arbitraries.of(World.CATEGORIES).set().ofMinSize(1),
            Arbitraries.integers().between(World.DAYS.from(), World.DAYS.to() - 1),
            Arbitraries.of(ALL_EPOCHS))
        .as((mask, categories, day, epoch) -> new Filed(0, mask, categories, day, epoch))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(KeyboxLawsTest::numbered);
  }

  private static List<Filed> numbered(List<Filed> records) {
    return IntStream.range(0, records.size())
        .mapToObj(i -> {
          Filed r = records.get(i);
          return new Filed(i, r.mask(), r.categories(), r.day(), r.epoch());
        })
        .toList();
  }

  @Provide
  Arbitrary<Scope> scopes() {
    Arbitrary<Integer> labels = Arbitraries.of(0b1, 0b10, 0b1000, 0b1010, 0b1011, 0xff);
    Arbitrary<Set<Integer>> categories = Arbitraries.of(World.CATEGORIES).set().ofMinSize(1);
    Arbitrary<Integer> day = Arbitraries.integers().between(World.DAYS.from(), World.DAYS.to());
    Arbitrary<DayRange> some =
        Combinators.combine(day, day).as((a, b) -> new DayRange(Math.min(a, b), Math.max(a, b)));
    Arbitrary<DayRange> days = Arbitraries.oneOf(some, Arbitraries.just(DayRange.ALL));
    return Combinators.combine(labels, categories, days).as(Scope::new);
  }

  private List<Sealed> slots(List<Filed> records) {
    return records.stream().flatMap(record -> world.slots(record).stream()).toList();
  }

  private static boolean opensRecord(List<Sealed> slots, Filed record, Keybox keybox) {
    return slots.stream().anyMatch(s -> s.record().equals(record) && s.opensWith(keybox));
  }

  @Property
  void aKeyboxOpensExactlyTheRecordsOfItsScope_L46(
      @ForAll("records") List<Filed> records, @ForAll("scopes") Scope scope) {
    List<Sealed> slots = slots(records);
    try (Keybox keybox = world.keybox(scope, ALL_EPOCHS)) {
      Thief thief = new Thief(List.of(keybox));
      for (Filed record : records) {
        boolean stolen = slots.stream().anyMatch(s -> s.record().equals(record) && thief.opens(s));
        assertThat(opensRecord(slots, record, keybox)).isEqualTo(scope.matches(record));
        assertThat(stolen).isEqualTo(scope.matches(record));
      }
    }
  }

  @Property
  void aKeyboxOpensExactlyTheSlotsOfItsCompartmentsAndDays_L46(
      @ForAll("records") List<Filed> records, @ForAll("scopes") Scope scope) {
    try (Keybox keybox = world.keybox(scope, ALL_EPOCHS)) {
      for (Sealed slot : slots(records)) {
        boolean inScope = scope.reaches().stream()
            .anyMatch(r -> r.compartment().equals(slot.compartment())
                && r.days().contains(slot.record().day()));
        assertThat(slot.opensWith(keybox)).isEqualTo(inScope);
      }
    }
  }

  @Property
  void aChildOpensExactlyWhatIsInBothScopes_L47(
      @ForAll("records") List<Filed> records,
      @ForAll("scopes") Scope parentScope,
      @ForAll("scopes") Scope childScope) {
    List<Sealed> slots = slots(records);
    Scope both = childScope.within(parentScope);
    try (Keybox parent = world.keybox(parentScope, ALL_EPOCHS);
        Keybox child = parent.narrow(NONCE, childScope.reaches())) {
      Thief thief = new Thief(List.of(child));
      for (Sealed slot : slots) {
        boolean inBoth = both.reaches().stream()
            .anyMatch(r -> r.compartment().equals(slot.compartment())
                && r.days().contains(slot.record().day()));
        assertThat(slot.opensWith(child)).isEqualTo(inBoth);
        assertThat(thief.opens(slot)).isEqualTo(inBoth);
      }
    }
  }

  @Property
  void aChildsKeyboxIsWhatThePatientWouldHaveGiven_L47(
      @ForAll("scopes") Scope parentScope, @ForAll("scopes") Scope childScope) {
    Scope both = childScope.within(parentScope);
    try (Keybox parent = world.keybox(parentScope, ALL_EPOCHS);
        Keybox child = parent.narrow(NONCE, childScope.reaches());
        Keybox given = world.keybox(both, ALL_EPOCHS)) {
      for (CompartmentKeys keys : given.keys()) {
        List<DayRange> reached = child
            .keys(keys.compartment(), keys.epoch())
            .map(CompartmentKeys::days)
            .orElse(List.of());
        assertThat(reached).isEqualTo(keys.days());
      }
    }
  }

  @Property
  void twoHoldersTogetherOpenWhatEachOpens_L48(
      @ForAll("records") List<Filed> records,
      @ForAll("scopes") Scope one,
      @ForAll("scopes") Scope two) {
    List<Sealed> slots = slots(records);
    try (Keybox first = world.keybox(one, ALL_EPOCHS);
        Keybox second = world.keybox(two, ALL_EPOCHS);
        Keybox merged = first.merge(second)) {
      Thief both = new Thief(List.of(first, second));
      for (Sealed slot : slots) {
        boolean either = slot.opensWith(first) || slot.opensWith(second);
        assertThat(both.opens(slot)).isEqualTo(either);
        assertThat(slot.opensWith(merged)).isEqualTo(either);
      }
      for (Filed record : records) {
        assertThat(opensRecord(slots, record, merged))
            .isEqualTo(one.matches(record) || two.matches(record));
      }
    }
  }

  @Property
  void noKeyOfARevokedGrantOpensALaterEpoch_L49(
      @ForAll("records") List<Filed> records, @ForAll("scopes") Scope scope) {
    try (Keybox revoked = world.keybox(scope, List.of(0));
        Keybox delegated = revoked.narrow(NONCE, scope.reaches())) {
      Thief thief = new Thief(List.of(revoked, delegated));
      for (Sealed slot : slots(records)) {
        if (slot.record().epoch() > 0) {
          assertThat(thief.opens(slot)).isFalse();
        }
      }
    }
  }

  @Property
  void aSurvivorWithItsUpdateOpensTheOldAndTheNewOfItsScope_L50(
      @ForAll("records") List<Filed> records, @ForAll("scopes") Scope scope) {
    List<Sealed> slots = slots(records);
    try (Keybox old = world.keybox(scope, List.of(0));
        Keybox update = world.keybox(scope, List.of(1));
        Keybox survivor = old.merge(update)) {
      for (Filed record : records) {
        assertThat(opensRecord(slots, record, survivor)).isEqualTo(scope.matches(record));
        assertThat(opensRecord(slots, record, old))
            .isEqualTo(scope.matches(record) && record.epoch() == 0);
      }
    }
  }

  @Property
  void aCoverIsDisjointExactAndSmall_L51(
      @ForAll @IntRange(max = DayTree.DAYS) int one,
      @ForAll @IntRange(max = DayTree.DAYS) int two) {
    DayRange days = new DayRange(Math.min(one, two), Math.max(one, two));
    int next = days.from();
    for (DayTree.Node node : DayTree.cover(days)) {
      assertThat(node.days().from()).isEqualTo(next);
      next = node.days().to();
    }
    assertThat(next).isEqualTo(days.to());
    assertThat(DayTree.cover(days)).hasSizeLessThanOrEqualTo(DayTree.MAX_COVER);
  }

  @Property
  void mergingIsIdempotentAndIgnoresOrder(
      @ForAll("scopes") Scope one, @ForAll("scopes") Scope two) {
    try (Keybox first = world.keybox(one, ALL_EPOCHS);
        Keybox second = world.keybox(two, ALL_EPOCHS);
        Keybox ab = first.merge(second);
        Keybox ba = second.merge(first);
        Keybox again = ab.merge(second);
        Secret abBytes = KeyboxFormat.encode(ab);
        Secret baBytes = KeyboxFormat.encode(ba);
        Secret againBytes = KeyboxFormat.encode(again)) {
      assertThat(abBytes.bytes(SECRET_ACCESS)).isEqualTo(baBytes.bytes(SECRET_ACCESS));
      assertThat(abBytes.bytes(SECRET_ACCESS)).isEqualTo(againBytes.bytes(SECRET_ACCESS));
    }
  }
}
