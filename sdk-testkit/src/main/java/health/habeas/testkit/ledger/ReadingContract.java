// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static health.habeas.testkit.ledger.Samples.entries;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Readers resume anywhere, and subscribers set their own pace. */
interface ReadingContract extends LedgerUnderTest {
  /** Reading resumes from every position, in pages of any size. */
  @Test
  @Shows(LedgerPoint.RESUME)
  default void readingResumesFromEveryCursor() {
    ledger().append(entries(0, 40)).forEach(Outcome::orThrow);
    entries(40, 60).forEach(entry -> ledger().append(entry).orThrow());
    for (int from = 0; from <= 61; from++) {
      for (int max : new int[] {1, 7, 1000}) {
        List<StoredEntry> page = ledger().read(from, max);
        assertThat(page.isEmpty()).isEqualTo(from >= 60);
        assertThat(page).hasSizeLessThanOrEqualTo(max);
        assertThat(page)
            .extracting(StoredEntry::entry)
            .isEqualTo(entries(Math.min(from, 60), Math.min(from, 60) + page.size()));
      }
    }
  }

  /** A subscription resumes from every position and goes on with what is appended later. */
  @Test
  @Shows(LedgerPoint.RESUME)
  default void subscriptionsResumeFromEveryCursorAndGoOn() {
    ledger().append(entries(0, 30)).forEach(Outcome::orThrow);
    List<CollectingSubscriber> subscribers = new ArrayList<>();
    for (int from = 0; from <= 30; from++) {
      CollectingSubscriber subscriber = new CollectingSubscriber();
      ledger().subscribe(from).subscribe(subscriber);
      subscriber.request(Long.MAX_VALUE);
      subscribers.add(subscriber);
    }
    ledger().append(entries(30, 50)).forEach(Outcome::orThrow);
    for (int from = 0; from <= 30; from++) {
      List<Long> expected = IntStream.range(from, 50).mapToObj(Long::valueOf).toList();
      assertThat(subscribers.get(from).await(expected.size())).isEqualTo(expected);
    }
  }

  /** A slow subscriber gets what it asks for, in order, and nothing more; nothing is lost meanwhile. */
  @Test
  @Shows(LedgerPoint.SLOW_SUBSCRIBER)
  default void aSlowSubscriberGetsOnlyWhatItAskedFor() {
    CollectingSubscriber slow = new CollectingSubscriber();
    CollectingSubscriber quick = new CollectingSubscriber();
    ledger().subscribe(0).subscribe(slow);
    ledger().subscribe(0).subscribe(quick);
    quick.request(Long.MAX_VALUE);
    slow.request(3);
    for (int from = 0; from < 5000; from += 500) {
      ledger().append(entries(from, from + 500)).forEach(Outcome::orThrow);
    }
    assertThat(quick.await(5000)).hasSize(5000).isSorted();
    assertThat(slow.await(3)).containsExactly(0L, 1L, 2L);
    assertThat(slow.unread()).isZero();
    slow.request(2);
    assertThat(slow.await(2)).containsExactly(3L, 4L);
    slow.cancel();
    slow.request(10);
    assertThat(slow.unread()).isZero();
  }
}
