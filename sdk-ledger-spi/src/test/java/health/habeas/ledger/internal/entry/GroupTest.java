// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Finality;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Batches of one write that contradict each other. */
class GroupTest {
  private static final StoredEntry RECORDED =
      new StoredEntry(0, Instant.EPOCH, Finality.FINAL, entry(1, 1));
  private final LedgerException away =
      new LedgerException.Retryable(LedgerErrorCode.UNAVAILABLE, "away");

  private final WriterQueue.Pending first = pending(entry(2, 1));
  private final WriterQueue.Pending second = pending(entry(3, 1), entry(2, 2));
  private final WriterQueue.Pending third = pending(entry(4, 1));
  private final Group group = new Group(
      List.of(first, second, third),
      id -> Optional.of(RECORDED).filter(stored -> stored.entry().id().equals(id)));

  private static Entry entry(int id, int leaf) {
    byte[] bytes = new byte[EntryId.SIZE_BYTES];
    bytes[0] = (byte) id;
    return new Entry(EntryId.of(bytes), new byte[] {(byte) leaf});
  }

  private static WriterQueue.Pending pending(Entry... batch) {
    return new WriterQueue.Pending(List.of(batch), new CompletableFuture<>());
  }

  private static List<Outcome> told(WriterQueue.Pending pending) {
    return pending.answer().getNow(List.of());
  }

  private static void assertRejected(WriterQueue.Pending pending, LedgerErrorCode code) {
    assertThat(told(pending)).hasSameSizeAs(pending.batch());
    assertThat(told(pending))
        .allSatisfy(
            outcome -> assertThat(((Outcome.Rejected) outcome).error().code()).isEqualTo(code));
  }

  @Test
  void nothingOfASecondLeafIsWritten() {
    assertThat(group.fresh()).containsExactly(entry(2, 1), entry(4, 1));
  }

  @Test
  void aSecondLeafIsAConflictOnceTheFirstIsRecorded() {
    group.recorded(1, Instant.EPOCH);
    group.answer();
    assertThat(told(first).get(0)).isInstanceOf(Outcome.Acked.class);
    assertRejected(second, LedgerErrorCode.CONFLICT);
    assertThat(told(third).get(0)).isInstanceOf(Outcome.Acked.class);
  }

  @Test
  void aSecondLeafMayBeTriedAgainIfTheFirstIsNotRecorded() {
    group.rejected(away);
    group.answer();
    assertRejected(first, LedgerErrorCode.UNAVAILABLE);
    assertRejected(second, LedgerErrorCode.UNAVAILABLE);
  }

  @Test
  void aSecondLeafIsNotRecordedWhateverBecameOfTheFirst() {
    group.inDoubt(away);
    group.answer();
    assertThat(told(first).get(0)).isInstanceOf(Outcome.InDoubt.class);
    assertRejected(second, LedgerErrorCode.UNAVAILABLE);
    assertThat(((Outcome.Rejected) told(second).get(0)).error())
        .isInstanceOf(LedgerException.Retryable.class);
  }

  @Test
  void whatIsRecordedIsAConflictWhateverBecomesOfTheWrite() {
    WriterQueue.Pending late = pending(entry(5, 1), entry(1, 2));
    WriterQueue.Pending itself = pending(entry(6, 1), entry(6, 2));
    Group other = new Group(
        List.of(late, itself),
        id -> Optional.of(RECORDED).filter(stored -> stored.entry().id().equals(id)));
    other.rejected(away);
    other.answer();
    assertRejected(late, LedgerErrorCode.CONFLICT);
    assertRejected(itself, LedgerErrorCode.CONFLICT);
  }
}
