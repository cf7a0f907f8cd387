// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;

/** Numbered entries, and what became of them. */
final class Samples {
  private Samples() {}

  static Entry entry(int number) {
    byte[] id = ByteBuffer.allocate(EntryId.SIZE_BYTES).putInt(28, number).array();
    return new Entry(EntryId.of(id), ByteBuffer.allocate(32).putInt(~number).array());
  }

  static List<Entry> entries(int from, int to) {
    return IntStream.range(from, to).mapToObj(Samples::entry).toList();
  }

  static int number(StoredEntry stored) {
    return ByteBuffer.wrap(stored.entry().id().bytes()).getInt(28);
  }

  static List<StoredEntry> all(Ledger ledger) {
    List<StoredEntry> all = new ArrayList<>();
    List<StoredEntry> page;
    do {
      page = ledger.read(all.size(), 1000);
      all.addAll(page);
    } while (!page.isEmpty());
    return all;
  }

  static LedgerErrorCode rejection(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    return ((Outcome.Rejected) outcome).error().code();
  }

  static LedgerException failure(Supplier<?> call) {
    return Assertions.catchThrowableOfType(LedgerException.class, call::get);
  }

  /** Tries until it is recorded, for the time that a server needs to come back. */
  static Outcome insist(Ledger ledger, Entry entry) {
    Outcome outcome = ledger.append(entry);
    for (int tries = 0; tries < 200 && outcome.recorded().isEmpty(); tries++) {
      pause(100);
      outcome = ledger.append(entry);
    }
    return outcome;
  }

  static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
