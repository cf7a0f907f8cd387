// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.record.Category;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Values compare by content, keep their own copy of arrays, and tell no more of themselves than an id. */
class GrantValuesTest {
  private static final StatusHandle HANDLE = Cast.binding(0).status();
  private static final GrantChain CHAIN = Cast.chain(Cast.terms());

  @Test
  void compareByContent() {
    unlike(
        () -> new Binding(bytes(16, 1), HANDLE, bytes(32, 1), 0),
        new Binding(bytes(16, 2), HANDLE, bytes(32, 1), 0),
        new Binding(bytes(16, 1), Cast.binding(1).status(), bytes(32, 1), 0));
    assertThat(new Binding(bytes(16, 1), HANDLE, bytes(32, 2), 0))
        .isNotEqualTo(new Binding(bytes(16, 1), HANDLE, bytes(32, 1), 0));
    assertThat(Cast.binding(0).at(1)).isNotEqualTo(Cast.binding(0));
    unlike(
        () -> new Challenge("a", bytes(3, 1)),
        new Challenge("b", bytes(3, 1)),
        new Challenge("a", bytes(3, 2)));
    unlike(() -> new Stamp(Cast.NOW, bytes(16, 1)), new Stamp(Cast.NOW, bytes(16, 2)));
    assertThat(new Stamp(Cast.NOW.plusSeconds(1), bytes(16, 1)))
        .isNotEqualTo(new Stamp(Cast.NOW, bytes(16, 1)));
    GrantChain other = Cast.chain(Cast.terms().delegable(1));
    unlike(() -> Cast.chain(Cast.terms()), other);
    unlike(() -> Cast.chain(Cast.terms()).links().get(0), other.links().get(0));
    assertThat(CHAIN).isNotEqualTo(CHAIN.withoutKeybox());
  }

  @Test
  void aPresentationIsEqualOnlyToItself() {
    Presentation one = new Presentation(new byte[1], new byte[2]);
    Presentation alike = new Presentation(new byte[1], new byte[2]);
    assertThat(new HashSet<>(List.of(one, alike))).hasSize(2).contains(one);
    assertThat(one.hashCode()).isNotEqualTo(alike.hashCode());
  }

  @Test
  void keepTheirOwnCopies() {
    Binding binding = new Binding(bytes(16, 1), HANDLE, bytes(32, 1), 0);
    keepsItsOwn(binding::nonce);
    keepsItsOwn(binding::keyboxDigest);
    keepsItsOwn(new Challenge("a", bytes(3, 1))::nonce);
    keepsItsOwn(new Stamp(Cast.NOW, bytes(16, 1))::jti);
    Presentation shown = new Presentation(bytes(3, 1), bytes(3, 1));
    keepsItsOwn(shown::chain);
    keepsItsOwn(shown::possession);
    keepsItsOwn(() -> CHAIN.sealedKeybox().orElseThrow());

    byte[] given = bytes(16, 1);
    Stamp stamp = new Stamp(Cast.NOW, given);
    given[0]++;
    assertThat(stamp.jti()).isEqualTo(bytes(16, 1));
    byte[] nonce = bytes(3, 1);
    Challenge challenge = new Challenge("a", nonce);
    nonce[0]++;
    assertThat(challenge.nonce()).isEqualTo(bytes(3, 1));
  }

  @Test
  void tellAnIdAndNeverContent() {
    String digits = "[0-9a-f]{8}…";
    assertThat(HANDLE.toString()).matches("StatusHandle\\[" + digits + "]");
    assertThat(Cast.VAULT.toString()).matches("VaultId\\[" + digits + "]");
    assertThat(CHAIN.id().toString()).matches(digits);
    assertThat(Cast.binding(0)).hasToString("Binding[" + HANDLE + "]");
    assertThat(Cast.CHALLENGE).hasToString("Challenge[custodian-1]");
    assertThat(new Stamp(Cast.NOW, new byte[16]))
        .hasToString("Stamp[2026-03-01T12:00:00Z, " + "0".repeat(32) + "]");
    assertThat(new Presentation(new byte[3], new byte[4]))
        .hasToString("Presentation[3 and 4 bytes]");
    assertThat(Cast.RESULT).hasToString("RecordFacts[one record]");
    assertThat(Cast.READ_RESULT).hasToString("AccessRequest[READ for TREAT]");
    assertThat(new Possession(
            CHAIN, Cast.READ_RESULT, Cast.CHALLENGE, new Stamp(Cast.NOW, new byte[16])))
        .hasToString("Possession[AccessRequest[READ for TREAT] to custodian-1]");
    assertThat(new Revocations(Map.of(HANDLE, 7L), Cast.NOW))
        .hasToString("Revocations[1 as of 2026-03-01T12:00:00Z]");
    assertThat(Authority.of(CHAIN, Cast.READ_RESULT, List.of()))
        .hasToString("Authority[" + CHAIN.id() + "]");
    assertThat(Forecast.of(CHAIN, Cast.READ_RESULT, PatientKeyView.rootKeys(), Cast.at(Cast.NOW)))
        .hasToString("Expected[" + CHAIN.id() + "]");
    assertThat(Field.all()).hasToString("ALL");
    assertThat(Field.of(Category.IMAGING)).hasToString("[IMAGING]");
  }

  @Test
  void aViewOfRevocationsGrowsOnly_L28() {
    Revocations none = Revocations.none(Cast.NOW);
    Revocations one = none.with(HANDLE, 7);
    assertThat(one.with(HANDLE, 9)).isEqualTo(one);
    assertThat(one.with(HANDLE, 5).revokedSince(HANDLE)).isEqualTo(OptionalLong.of(5));
    Revocations later = none.completeAt(Cast.NOW.plusSeconds(1));
    assertThat(later.asOf()).isEqualTo(Cast.NOW.plusSeconds(1));
    assertThat(later.completeAt(Cast.NOW)).isEqualTo(later);
    assertThat(one.completeAt(Cast.NOW.plusSeconds(1))).isEqualTo(one.merge(later));
    assertThat(later.merge(one)).isEqualTo(one.merge(later));
    assertThat(one.merge(later).asOf()).isEqualTo(Cast.NOW.plusSeconds(1));
  }

  private static <T> void unlike(Supplier<T> same, Object... others) {
    T value = same.get();
    assertThat(value).isEqualTo(same.get()).hasSameHashCodeAs(same.get());
    for (Object other : others) {
      assertThat(value).isNotEqualTo(other);
      assertThat(value.hashCode()).as("hashes spread").isNotEqualTo(other.hashCode());
    }
  }

  private static void keepsItsOwn(Supplier<byte[]> array) {
    byte[] before = array.get().clone();
    array.get()[0]++;
    assertThat(array.get()).isEqualTo(before);
  }

  private static byte[] bytes(int size, int value) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
