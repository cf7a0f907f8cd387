// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static health.habeas.grant.Cast.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.TreeHash;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a verifier knows of revocations is as old as the last time that the ledger answered. */
class LedgerRevocationsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Ledger ledger = Ledgers.open("memory:");
  private final LedgerRevocations revocations = LedgerRevocations.of(ledger);

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void aViewThatCantBeRefreshedAges_L34() {
    assertThat(revocations.follow(NOW).asOf()).isEqualTo(NOW);
    ledger.close();
    Instant later = NOW.plus(MINUTE);
    assertThatExceptionOfType(LedgerException.class).isThrownBy(() -> revocations.follow(later));
    assertThat(revocations.known().asOf()).isEqualTo(NOW);
    assertThat(decide(later, revocations.known())).isInstanceOf(Decision.Allow.class);
    assertDenied("HBS-1017", decide(later.plusSeconds(1), revocations.known()));
  }

  @Test
  void whatNeverHeardOfTheLedgerAllowsNothing_L34() {
    assertDenied("HBS-1017", decide(NOW, revocations.known()));
  }

  @Test
  void aClockThatIsTurnedBackIsNoticedAndRevivesNothing_L25_L27() {
    Instant over = NOW.plus(Duration.ofDays(30));
    revocations.follow(over);
    Instant back = over.minus(MINUTE);
    assertDenied("HBS-1003", decide(back, revocations.follow(back)));
    Instant farBack = over.minus(Duration.ofMinutes(6));
    assertThat(revocations.follow(farBack).asOf()).isEqualTo(over);
    assertDenied("HBS-1019", decide(farBack, revocations.follow(farBack)));
  }

  @Test
  void whatWasKnownStaysKnownWhileTheLedgerIsAway() {
    revoke();
    revocations.follow(NOW);
    ledger.close();
    assertDenied("HBS-1004", decide(NOW, revocations.known()));
  }

  @Test
  void aSnapshotDoesNotChangeWhileItIsUsed_L24() {
    appendOther(new byte[32]);
    RevocationView before = revocations.follow(NOW);
    assertThat(revocations.followed()).isEqualTo(1);
    revoke();
    RevocationView after = revocations.follow(NOW.plusSeconds(1));
    assertThat(revocations.followed()).isEqualTo(2);
    StatusHandle handle = StatusHandle.ofPreimage(Cast.preimage(0));
    assertThat(before.revokedSince(handle)).isEmpty();
    assertThat(after.revokedSince(handle)).hasValue(1);
  }

  @Test
  void aLedgerThatLiesAboutPositionsIsNoticed() {
    appendOther(new byte[32]);
    revoke();
    LedgerRevocations misled = LedgerRevocations.of(showing(stored ->
        new StoredEntry(stored.position() + 5, stored.time(), stored.finality(), stored.entry())));
    assertThatExceptionOfType(LedgerException.Integrity.class)
        .isThrownBy(() -> misled.follow(NOW))
        .satisfies(e -> assertThat(e.code()).isEqualTo(LedgerErrorCode.MISPLACED));
    assertThat(misled.followed()).isZero();
    assertThat(revocations
            .follow(NOW)
            .revokedSince(StatusHandle.ofPreimage(Cast.preimage(0)))
            .getAsLong())
        .isEqualTo(1);
  }

  @Test
  void aPreimageUnderAnotherIdRevokesNothing() {
    appendOther(Cast.preimage(0));
    StatusHandle handle = StatusHandle.ofPreimage(Cast.preimage(0));
    assertThat(revocations.follow(NOW).revokedSince(handle)).isEmpty();
    revoke();
    assertThat(revocations.follow(NOW).revokedSince(handle)).hasValue(1);
  }

  /** A custodian that follows the log and an offline verifier with a proof answer alike. */
  @Test
  void theLogsStatusMapSaysWhatTheViewSays_L33() {
    StatusHandle handle = StatusHandle.ofPreimage(Cast.preimage(0));
    appendOther(Cast.preimage(0));
    assertThat(provenSince(handle)).isEqualTo(revocations.follow(NOW).revokedSince(handle));
    revoke();
    assertThat(provenSince(handle)).isPresent();
    assertThat(provenSince(handle)).isEqualTo(revocations.follow(NOW).revokedSince(handle));
  }

  private OptionalLong provenSince(StatusHandle handle) {
    TreeHash key = LogMap.status(handle.bytes());
    return ledger
        .prove(LogMap.STATUS, List.of(key))
        .orElseThrow()
        .verify(LogMap.STATUS, ledger.verifier().key())
        .find(key);
  }

  private void revoke() {
    ledger.append(LedgerRevocations.entry(Cast.preimage(0))).orThrow();
  }

  private void appendOther(byte[] leaf) {
    ledger.append(new Entry(EntryId.of(new byte[32]), leaf)).orThrow();
  }

  private Ledger showing(UnaryOperator<StoredEntry> shown) {
    return (Ledger) Proxy.newProxyInstance(
        Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (self, method, arguments) -> {
          try {
            Object answer = method.invoke(ledger, arguments);
            return method.getName().equals("read")
                ? ((List<?>) answer)
                    .stream().map(StoredEntry.class::cast).map(shown).toList()
                : answer;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private static Decision decide(Instant now, RevocationView view) {
    GrantChain chain = Cast.chain(Cast.terms());
    Stamp stamp = new Stamp(now, new byte[16]);
    byte[] proof = new Possession(chain, Cast.READ_RESULT, Cast.CHALLENGE, stamp).sign(Cast.CLINIC);
    return Cast.verifier()
        .decide(
            new Presentation(chain.withoutKeybox().bytes(), proof),
            Cast.READ_RESULT,
            Cast.CHALLENGE,
            Circumstances.of(now, view));
  }

  private static void assertDenied(String code, Decision decision) {
    assertThat(decision.toString()).startsWith("Deny[" + code);
  }
}
