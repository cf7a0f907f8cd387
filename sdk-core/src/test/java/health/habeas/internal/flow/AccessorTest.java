// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.grant.Purpose.TREAT;
import static health.habeas.internal.flow.Household.labs;
import static health.habeas.record.Category.LABORATORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.GrantedVault;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Action;
import health.habeas.grant.GrantChain;
import health.habeas.grant.Selection;
import health.habeas.ledger.EntryId;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.Accessor;
import health.habeas.shard.VaultCard;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which person looked: what the holder says, the patient reads and nobody else. */
class AccessorTest {
  private static final Accessor NURSE =
      new Accessor("Nurse Zwetschke, 4711", "St. Mary, ward 3, 1 Main Street");

  private final Household home = new Household();
  private final GrantChain chain = home.grant(home.clinic);

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void thePatientReadsWhoItWasAndWhere() {
    home.vault.put(labs("a", 1));
    try (GrantedVault view = home.door(chain, home.clinic)) {
      view.records();
      view.accessedBy(NURSE);
      assertThat(view.records().records()).hasSize(1);
    }
    assertThat(home.vault.disclosures())
        .extracting(each -> each.accessor())
        .containsExactly(Optional.empty(), Optional.of(NURSE));
    assertThat(home.vault.disclosures().get(1).toString()).doesNotContain("Zwetschke");
    assertThat(NURSE.toString()).doesNotContain("Zwetschke");
  }

  @Test
  void custodiansSeeNeitherNamesNorTheirLength() {
    byte[] sealed = sealed(NURSE, 0);
    String seen = new String(event(sealed, 0).bytes(), StandardCharsets.ISO_8859_1);
    assertThat(seen).doesNotContain("Zwetschke").doesNotContain("ward 3");
    assertThat(sealed(new Accessor("x", ""), 0)).hasSameSizeAs(sealed);
    assertThat(sealed(new Accessor("ü".repeat(64), "ü".repeat(128)), 0)).hasSameSizeAs(sealed);
  }

  @Test
  void whatWasSealedForOneAccessIsNoneOfAnother() {
    AccessEvent own = event(sealed(NURSE, 0), 0);
    assertThat(SealedAccessor.open(home.alice, own)).contains(NURSE);
    assertThat(SealedAccessor.open(home.alice, AccessEvent.parse(own.bytes()))).contains(NURSE);
    assertThat(SealedAccessor.open(home.alice, event(sealed(NURSE, 0), 1))).isEmpty();
    assertThat(SealedAccessor.open(home.alice, event(new byte[] {1}, 0))).isEmpty();
    assertThat(SealedAccessor.open(home.alice, event(new byte[0], 0))).isEmpty();
  }

  @Test
  void namesBeyondTheLimitsAreRefused() {
    for (Runnable bad : new Runnable[] {
      () -> new Accessor(" ", ""),
      () -> new Accessor("ü".repeat(65), ""),
      () -> new Accessor("x", "ü".repeat(129))
    }) {
      assertThatExceptionOfType(InvalidInputException.class)
          .isThrownBy(bad::run)
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ACCESSOR_INVALID));
    }
  }

  private byte[] sealed(Accessor accessor, long number) {
    EntryId id = AccessEvent.id(chain.root(), number);
    return SealedAccessor.seal(accessor, VaultCard.of(home.alice), id);
  }

  private AccessEvent event(byte[] accessor, long number) {
    AccessRequest request = new AccessRequest(
        chain.root().parties().vault(), Action.READ, Selection.of(LABORATORY), TREAT);
    return new AccessEvent(
        chain,
        "St. Mary Cardiology",
        request,
        number,
        Instant.ofEpochSecond(1_780_000_000),
        new byte[0],
        accessor,
        new byte[32]);
  }
}
