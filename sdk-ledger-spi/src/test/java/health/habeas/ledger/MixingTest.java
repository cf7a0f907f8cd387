// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.LogState;
import health.habeas.ledger.proof.TreeHash;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits is recorded together, in no order, among entries that nobody appended; and each hears of its own. */
class MixingTest {
  private static final int ENTRIES = 8;
  private static final Mixing MIXING = Mixing.every(Duration.ofMinutes(5), ENTRIES);

  private final Ledger log = Ledgers.open("memory:");
  private final MixedLedger mixed = MIXING.mixed(log);
  private final List<CompletableFuture<?>> queued = new ArrayList<>();

  @AfterEach
  void close() {
    mixed.close();
  }

  private static Entry entry(int number) {
    return entry(number, 0);
  }

  private static Entry entry(int number, int content) {
    byte[] id = ByteBuffer.allocate(EntryId.SIZE_BYTES).putInt(number).array();
    return new Entry(EntryId.of(id), ByteBuffer.allocate(32).putInt(content).array());
  }

  private CompletableFuture<List<Outcome>> submit(Entry... entries) {
    return mixed.submit(List.of(entries)).toCompletableFuture();
  }

  private void queue(Entry... entries) {
    queued.add(submit(entries));
  }

  private static LedgerErrorCode refusal(CompletableFuture<List<Outcome>> answer) {
    return ((Outcome.Rejected) answer.join().get(0)).error().code();
  }

  @Test
  void nothingIsRecordedBeforeTheTurnAndThenAMultiple() {
    CompletableFuture<List<Outcome>> one = submit(entry(1));
    CompletableFuture<List<Outcome>> two = submit(entry(2), entry(3));
    assertThat(log.head().claimed().size()).isZero();
    mixed.turn();
    assertThat(log.head().claimed().size()).isEqualTo(ENTRIES);
    for (Outcome outcome :
        List.of(one.join().get(0), two.join().get(0), two.join().get(1))) {
      LedgerReceipt receipt = outcome.orThrow();
      assertThat(log.read(receipt.position(), 1).get(0).entry().id()).isEqualTo(receipt.id());
    }
    IntStream.range(10, 19).forEach(number -> queue(entry(number)));
    mixed.turn();
    assertThat(log.head().claimed().size()).isEqualTo(3 * ENTRIES);
  }

  @Test
  void everyPlaceIsAsLikely() {
    int[] places = new int[ENTRIES];
    for (int turn = 0; turn < 800; turn++) {
      long before = log.head().claimed().size();
      CompletableFuture<List<Outcome>> answer = submit(entry(turn));
      mixed.turn();
      places[(int) (answer.join().get(0).orThrow().position() - before)]++;
    }
    // 100 each is expected; 50 away has a chance of less than one in a million
    assertThat(IntStream.of(places)).allMatch(count -> count > 50 && count < 150);
  }

  @Test
  void aFillerLooksLikeAnEntry() {
    queue(entry(1));
    mixed.turn();
    assertThat(log.read(0, ENTRIES))
        .extracting(stored -> stored.entry().leafBytes())
        .containsOnly(32);
    assertThat(log.read(0, ENTRIES))
        .extracting(stored -> stored.entry().id())
        .doesNotHaveDuplicates();
  }

  @Test
  void aRetryIsRecordedOnce() {
    CompletableFuture<List<Outcome>> first = submit(entry(1));
    CompletableFuture<List<Outcome>> beside = submit(entry(1));
    mixed.turn();
    CompletableFuture<List<Outcome>> later = submit(entry(1));
    mixed.turn();
    LedgerReceipt receipt = first.join().get(0).orThrow();
    assertThat(beside.join().get(0).orThrow()).isEqualTo(receipt);
    assertThat(later.join()).containsExactly(new Outcome.Duplicate(receipt));
  }

  @Test
  void oneThatConflictsRefusesNoOther() {
    queue(entry(1));
    mixed.turn();
    CompletableFuture<List<Outcome>> sound = submit(entry(2));
    CompletableFuture<List<Outcome>> conflict = submit(entry(3), entry(1, 7));
    CompletableFuture<List<Outcome>> other = submit(entry(4));
    mixed.turn();
    assertThat(sound.join().get(0).recorded()).isPresent();
    assertThat(other.join().get(0).recorded()).isPresent();
    assertThat(refusal(conflict)).isEqualTo(LedgerErrorCode.CONFLICT);
    assertThat(log.find(entry(3).id())).isEmpty();
    assertThat(log.head().claimed().size() % ENTRIES).isZero();
  }

  /** Whoever could have a batch taken apart would see who appended what. */
  @Test
  void aRefusalTakesNothingApart() {
    queue(entry(1));
    mixed.turn();
    List<CompletableFuture<List<Outcome>>> sound =
        IntStream.range(10, 17).mapToObj(number -> submit(entry(number))).toList();
    CompletableFuture<List<Outcome>> conflict = submit(entry(1, 7));
    CompletableFuture<List<Outcome>> itself = submit(entry(20), entry(20, 7));
    CompletableFuture<List<Outcome>> first = submit(entry(21));
    CompletableFuture<List<Outcome>> second = submit(entry(21, 7));
    mixed.turn();
    assertThat(sound).allMatch(answer -> answer.join().get(0).recorded().isPresent());
    assertThat(first.join().get(0).recorded()).isPresent();
    assertThat(List.of(refusal(conflict), refusal(itself), refusal(second)))
        .containsOnly(LedgerErrorCode.CONFLICT);
    // one batch of eight before, and one for the eight that are sound
    assertThat(log.head().claimed().size()).isEqualTo(2 * ENTRIES);
  }

  @Test
  void whatTheLogKeepsForItselfIsRefusedBeforeItIsMixed() {
    LogState state =
        new LogState("log.example", 7, TreeHash.leaf(new byte[0]), TreeHash.leaf(new byte[0]));
    CompletableFuture<List<Outcome>> own = submit(Entry.parse(state.entry()));
    CompletableFuture<List<Outcome>> other = submit(entry(1));
    assertThat(refusal(own)).isEqualTo(LedgerErrorCode.ENTRY_RESERVED);
    mixed.turn();
    assertThat(other.join().get(0).recorded()).isPresent();
  }

  @Test
  void eachBatchIsAMultipleHoweverManyWait() {
    Ledger other = Ledgers.open("memory:");
    try (MixedLedger odd = Mixing.every(Duration.ofMinutes(5), 100).mixed(other)) {
      IntStream.range(0, 1024)
          .forEach(number -> queued.add(odd.submit(List.of(entry(number))).toCompletableFuture()));
      odd.turn();
      assertThat(other.head().claimed().size()).isEqualTo(1100);
      assertThat(odd.info().limits().batchEntries()).isEqualTo(1000);
    }
  }

  @Test
  void whatWaitsIsNotSaidToBeAbsent() {
    queue(entry(1));
    CompletableFuture<Optional<StoredEntry>> found =
        CompletableFuture.supplyAsync(() -> mixed.find(entry(1).id()));
    assertThat(mixed.find(entry(2).id())).isEmpty();
    assertThat(found).isNotDone();
    mixed.turn();
    assertThat(found.join()).isPresent();
  }

  @Test
  void anIdleTurnRecordsNothingUnlessItIsWanted() {
    mixed.turn();
    assertThat(log.head().claimed().size()).isZero();
    MIXING.alsoWhenIdle().mixed(log).turn();
    assertThat(log.head().claimed().size()).isEqualTo(ENTRIES);
  }

  @Test
  void whatWaitsIsBoundedAndCloseRecordsIt() {
    int most = log.info().limits().inFlightEntries();
    List<CompletableFuture<List<Outcome>>> answers =
        IntStream.range(0, most).mapToObj(number -> submit(entry(number))).toList();
    assertThat(refusal(submit(entry(most)))).isEqualTo(LedgerErrorCode.OVERLOADED);
    mixed.close();
    assertThat(answers).allMatch(answer -> answer.join().get(0).recorded().isPresent());
    assertThat(refusal(submit(entry(most)))).isEqualTo(LedgerErrorCode.CLOSED);
  }

  @Test
  void turnsComeByThemselves() {
    try (Ledger turning = Mixing.every(Duration.ofMillis(5), 2).over(Ledgers.open("memory:"))) {
      assertThat(turning.append(entry(1)).recorded()).isPresent();
      assertThat(turning.append(List.of(entry(2), entry(3))))
          .allMatch(outcome -> outcome.recorded().isPresent());
      assertThat(turning.find(entry(2).id())).isPresent();
    }
  }

  @Test
  void whatCannotBeKeptIsRefusedAtOnce() {
    assertThatExceptionOfType(LedgerException.Permanent.class)
        .isThrownBy(() -> Mixing.every(Duration.ofSeconds(1), 1 << 20).over(log))
        .satisfies(e -> assertThat(e.code()).isEqualTo(LedgerErrorCode.BATCH_TOO_LARGE));
    assertThatExceptionOfType(LedgerException.Permanent.class)
        .isThrownBy(() -> Mixing.every(Duration.ZERO, 1))
        .satisfies(e -> assertThat(e.code()).isEqualTo(LedgerErrorCode.POLICY_MALFORMED));
    assertThatExceptionOfType(LedgerException.Permanent.class)
        .isThrownBy(() ->
            new Mixing(Duration.ofSeconds(1), 1, false, Duration.ofMillis(1), new SecureRandom()));
  }
}
