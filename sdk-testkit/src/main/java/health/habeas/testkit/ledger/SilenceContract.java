// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import static health.habeas.testkit.ledger.LedgerUnderTest.assumeOffered;
import static health.habeas.testkit.ledger.Samples.entries;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.error.LedgerException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages and logs say nothing that they should not, and subscribers that ask for nothing cost nothing. */
interface SilenceContract extends LedgerUnderTest {
  /** What no message may hold: it stands in ids and leaves. */
  String CANARY = "canary-0123456789-canary-0123456";

  /** No message and no text form of any answer holds a leaf or an id. */
  @Test
  @Shows(LedgerPoint.CANARY)
  default void noMessageHoldsALeafOrAnId() {
    List<Object> said = new ArrayList<>();
    provoke(said);
    ledger().close();
    said.add(ledger().append(Samples.entry(1)));
    assertThat(said).allSatisfy(one -> assertSilent(one.toString()));
  }

  /** Nothing that is logged or printed meanwhile does, either. */
  @Test
  @Shows(LedgerPoint.CANARY)
  default void noLogLineHoldsALeafOrAnId() {
    String logged = LogWatch.during(() -> {
      provoke(new ArrayList<>());
      if (reopen()) {
        provoke(new ArrayList<>());
      }
      faults().line().ifPresent(line -> {
        line.cut();
        provoke(new ArrayList<>());
        line.heal();
      });
    });
    assumeOffered(LogWatch.sees(logged), "no log provider prints to this process");
    assertSilent(logged);
  }

  private void provoke(List<Object> said) {
    byte[] canary = CANARY.getBytes(StandardCharsets.US_ASCII);
    Entry entry = new Entry(EntryId.of(canary), canary);
    Entry other = new Entry(EntryId.of(canary), new byte[32]);
    Entry large =
        new Entry(EntryId.of(canary), new byte[ledger().info().limits().leafBytes() + 1]);
    said.addAll(List.of(entry, entry.id()));
    for (Entry one : List.of(large, entry, entry, other)) {
      said.add(ledger().append(one));
    }
    try {
      said.add(ledger().find(entry.id()));
      said.add(ledger().read(0, 1));
      said.add(ledger().prove(0));
    } catch (LedgerException e) {
      said.add(e);
    }
  }

  private static void assertSilent(String text) {
    byte[] canary = CANARY.getBytes(StandardCharsets.US_ASCII);
    assertThat(text)
        .doesNotContain("canary")
        .doesNotContainIgnoringCase(HexFormat.of().formatHex(canary, 0, 8))
        .doesNotContain(Base64.getEncoder().encodeToString(canary).substring(0, 16));
  }

  /** Subscribers that asked for one entry and then fell asleep keep nothing for later. */
  @Test
  @Shows(LedgerPoint.SLOW_SUBSCRIBER)
  default void sleepingSubscribersCostNoMemory() {
    int sleepers = 200;
    int entries = 12_000;
    appendFrom(0, 500);
    List<CollectingSubscriber> sleeping = new ArrayList<>();
    for (int i = 0; i < sleepers; i++) {
      CollectingSubscriber subscriber = new CollectingSubscriber();
      ledger().subscribe(0).subscribe(subscriber);
      subscriber.request(1);
      subscriber.await(1);
      sleeping.add(subscriber);
    }
    appendFrom(500, entries);
    assertThat(sleeping).allMatch(subscriber -> subscriber.unread() == 0);
    long asleep = Heap.used();
    sleeping.forEach(CollectingSubscriber::cancel);
    sleeping.clear();
    long gone = Heap.used();
    assertThat((asleep - gone) / sleepers)
        .as("bytes that a sleeping subscriber keeps, of %s entries", entries)
        .isLessThan(2L * entries); // a reference to each would be more
  }

  private void appendFrom(int from, int to) {
    for (int first = from; first < to; first += 500) {
      ledger().append(entries(first, first + 500)).forEach(Outcome::orThrow);
    }
  }
}
