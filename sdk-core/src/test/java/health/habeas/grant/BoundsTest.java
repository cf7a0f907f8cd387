// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.InvalidInputException;
import health.habeas.record.Category;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** At each limit that a page states things still work, and one step beyond they are refused (L5). */
class BoundsTest {
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
  private static final Parties PARTIES =
      new Parties(Cast.VAULT, Cast.ALICE.key(), Cast.CLINIC.key());

  @Test
  void fiveLinksAreAChain_L5() {
    GrantTerms part = GrantTerms.read(Category.LABORATORY);
    GrantChain chain = Cast.chain(Cast.terms().delegable(4));
    chain = Cast.LAB.receive(chain, part.delegable(3));
    chain = Cast.REGISTRY.receive(chain, part.delegable(2));
    chain = Cast.MALLORY.receive(chain, part.delegable(1));
    GrantChain five = Cast.CLINIC.receive(chain, part);
    assertThat(GrantChain.parse(five.bytes())).isEqualTo(five);
    assertThatThrownBy(() -> Cast.LAB.receive(five, part)).hasMessageStartingWith("HBS-1009");
  }

  @Test
  void aGrantHasUpTo4096Bytes_L5() {
    Grant largest = grantOf(Grant.MAX_BYTES);
    assertThat(Grant.parse(largest.signedBytes())).isEqualTo(largest);
    refuses("HBS-1006", () -> Grant.parse(grantOf(Grant.MAX_BYTES + 1).signedBytes()));
  }

  @Test
  void aSignedGrantHasUpTo4096Bytes_L5() {
    // the signature and its frame: what a body of about that size has around it
    int around = Link.sign(grantOf(4000), Cast.ALICE).bytes().length - 4000;
    int largest = Grant.MAX_BYTES - around;
    GrantChain chain = GrantChain.issue(grantOf(largest), Cast.KEYBOX, Cast.ALICE);
    assertThat(chain.links().get(0).bytes()).hasSize(Grant.MAX_BYTES);
    assertThat(GrantChain.parse(chain.bytes())).isEqualTo(chain);
    refuses("HBS-1006", () -> GrantChain.issue(grantOf(largest + 1), Cast.KEYBOX, Cast.ALICE));
  }

  @Test
  void aScopeHas64Lines_L5() {
    Atom line = Cast.root(Cast.terms()).permission().scope().atoms().get(0);
    Grant grant = Grant.root(PARTIES, permission(Collections.nCopies(64, line)), Cast.binding(0));
    assertThat(Grant.parse(grant.signedBytes())).isEqualTo(grant);
    refuses("HBS-1006", () -> new Scope(Collections.nCopies(65, line)));
  }

  @Test
  void aKeyboxHas256KiB_L5() {
    byte[] keybox = new byte[GrantChain.MAX_KEYBOX_BYTES];
    Binding binding = Binding.of(new byte[16], Cast.binding(0).status(), keybox);
    Grant grant = Grant.root(PARTIES, Cast.terms().permission(Cast.NOW), binding);
    GrantChain chain = GrantChain.issue(grant, keybox, Cast.ALICE);
    assertThat(GrantChain.parse(chain.bytes())).isEqualTo(chain);
  }

  @Test
  void aChainEndsWhereItEnds_L1() {
    byte[] bytes = Cast.chain(Cast.terms()).bytes();
    refuses("HBS-1001", () -> GrantChain.parse(Arrays.copyOf(bytes, bytes.length + 1)));
    refuses("HBS-1001", () -> GrantChain.parse(Arrays.copyOf(bytes, bytes.length - 1)));
  }

  @Test
  void aWindowLiesBetween1970And9999_L23() {
    Window widest = new Window(Instant.EPOCH, LAST);
    Grant grant = Grant.root(PARTIES, during(widest), Cast.binding(0));
    assertThat(Grant.parse(grant.signedBytes()).permission().window()).isEqualTo(widest);
    assertThat(new Window(Cast.NOW, Cast.NOW.plusMillis(1500)).expires())
        .isEqualTo(Cast.NOW.plusSeconds(1));
    refuses("HBS-1022", () -> new Window(Instant.EPOCH.minusSeconds(1), LAST));
    refuses("HBS-1022", () -> new Window(Instant.EPOCH, LAST.plusSeconds(1)));
    refuses("HBS-1022", () -> new Window(Cast.NOW, Cast.NOW.plusMillis(999)));
  }

  @Test
  void aGrantIsHandedOnUpToFourTimesAndUsedOfflineUpToThirtyDays() {
    Duration month = Duration.ofDays(30);
    Conditions most = new Conditions(4, Field.all(), Set.of(), month, Limits.NONE);
    assertThat(most.depth()).isEqualTo(4);
    refuses("HBS-1022", () -> new Conditions(5, Field.all(), Set.of(), month, Limits.NONE));
    refuses("HBS-1022", () -> new Conditions(-1, Field.all(), Set.of(), month, Limits.NONE));
    refuses(
        "HBS-1022",
        () -> new Conditions(0, Field.all(), Set.of(), month.plusSeconds(1), Limits.NONE));
    refuses(
        "HBS-1022",
        () -> new Conditions(0, Field.all(), Set.of(), Duration.ofSeconds(-1), Limits.NONE));
  }

  @Test
  void aGrantIsUsedOnceToAMillionTimesAndWhatWasReadErasedBefore10000() {
    assertThat(uses(1).uses()).hasValue(1);
    assertThat(uses(1_000_000).uses()).hasValue(1_000_000);
    refuses("HBS-1022", () -> uses(0));
    refuses("HBS-1022", () -> uses(1_000_001));
    assertThat(erase(LAST).eraseAt()).contains(LAST);
    assertThat(erase(Instant.ofEpochSecond(1)).eraseAt()).contains(Instant.ofEpochSecond(1));
    refuses("HBS-1022", () -> erase(LAST.plusSeconds(1)));
    refuses("HBS-1022", () -> erase(Instant.EPOCH));
  }

  @Test
  void whatWasReadIsErasedWhenTheGrantExpiresOrLater() {
    Instant end = Cast.NOW.plus(Duration.ofDays(30));
    Grant grant = Cast.root(Cast.terms().eraseAt(end));
    assertThat(Grant.parse(grant.signedBytes())).isEqualTo(grant);
  }

  @Test
  void aNameHas200CharactersInTerms() {
    String longest = "x".repeat(200);
    assertThat(Cast.terms().audience(longest).permission(Cast.NOW).conditions().audience())
        .isEqualTo(Field.of(longest));
    refuses("HBS-1022", () -> Cast.terms().audience(longest + "x"));
  }

  @Test
  void daysLieBetween1900And2258() {
    assertThat(DayRange.ALL)
        .isEqualTo(new DayRange(LocalDate.of(1900, 1, 1), LocalDate.of(2258, 11, 12)));
    refuses("HBS-1022", () -> new DayRange(LocalDate.of(1899, 12, 31), LocalDate.of(1900, 1, 1)));
    refuses("HBS-1022", () -> new DayRange(LocalDate.of(1900, 1, 1), LocalDate.of(2258, 11, 13)));
  }

  private static Limits uses(long times) {
    return new Limits(OptionalLong.of(times), Optional.empty());
  }

  private static Limits erase(Instant at) {
    return new Limits(OptionalLong.empty(), Optional.of(at));
  }

  private static Permission during(Window window) {
    Permission usual = Cast.terms().permission(Cast.NOW);
    return new Permission(usual.scope(), usual.purposes(), window, usual.conditions());
  }

  private static Permission permission(List<Atom> atoms) {
    Permission usual = Cast.terms().permission(Cast.NOW);
    return new Permission(new Scope(atoms), usual.purposes(), usual.window(), usual.conditions());
  }

  /** A grant whose body has exactly so many bytes, for its audience of long names. */
  private static Grant grantOf(int bytes) {
    Set<String> names = new HashSet<>();
    Grant grant = Cast.root(Cast.terms());
    for (int i = 0; grant.signedBytes().length < bytes - 300; i++) {
      names.add("n" + i + "x".repeat(200 - i));
      grant = grantFor(names);
    }
    for (int length = 30; grant.signedBytes().length != bytes; length++) {
      Set<String> more = new HashSet<>(names);
      more.add("y".repeat(length));
      grant = grantFor(more);
      assertThat(length).isLessThan(320);
    }
    return grant;
  }

  private static Grant grantFor(Set<String> audience) {
    Permission usual = Cast.terms().permission(Cast.NOW);
    Conditions named = new Conditions(0, Field.of(audience), Set.of(), Duration.ZERO, Limits.NONE);
    return Grant.root(
        PARTIES,
        new Permission(usual.scope(), usual.purposes(), usual.window(), named),
        Cast.binding(0));
  }

  private static void refuses(String code, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(InvalidInputException.class).hasMessageStartingWith(code);
  }
}
