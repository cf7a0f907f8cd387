// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.flow.VaultState.Generation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The patient's own records at many places, one after the other, each empty if it can't be had: the reader is told ahead which
 * objects will be wanted more than once. Not thread-safe.
 */
final class OwnRecords implements Iterator<Optional<RecordFile>>, AutoCloseable {
  private static final int AHEAD = 4096;

  private final VaultSession session;
  private final RecordReader reader;
  private final Iterator<Directory.Found> places;
  private final Map<Generation, DayKeys> days = new HashMap<>();
  private final Deque<Located> ahead = new ArrayDeque<>();

  private record Located(Directory.Found place, Optional<Locator> locator) {}

  OwnRecords(VaultSession session, RecordReader reader, Collection<Directory.Found> places) {
    this.session = session;
    this.reader = reader;
    this.places = places.iterator();
  }

  @Override
  public boolean hasNext() {
    return !ahead.isEmpty() || places.hasNext();
  }

  @Override
  public Optional<RecordFile> next() {
    if (ahead.isEmpty()) {
      lookAhead();
    }
    Located next = ahead.remove();
    return next.locator().flatMap(locator -> {
      try (locator) {
        return reader.record(next.place().entry().slot(), locator);
      }
    });
  }

  private void lookAhead() {
    if (!places.hasNext()) {
      throw new NoSuchElementException();
    }
    List<Locator> wanted = new ArrayList<>();
    while (ahead.size() < AHEAD && places.hasNext()) {
      Directory.Found place = places.next();
      Optional<Locator> locator = locate(place);
      locator.ifPresent(wanted::add);
      ahead.add(new Located(place, locator));
    }
    reader.expect(wanted);
  }

  private Optional<Locator> locate(Directory.Found place) {
    DayKeys keys = days.computeIfAbsent(
        place.generation(), g -> DayKeys.forReading(session.ring().keys(g)));
    return keys.slots(keys.day(place.entry())).flatMap(place.entry()::open);
  }

  @Override
  public void close() {
    days.values().forEach(DayKeys::close);
    ahead.forEach(each -> each.locator().ifPresent(Locator::close));
  }
}
