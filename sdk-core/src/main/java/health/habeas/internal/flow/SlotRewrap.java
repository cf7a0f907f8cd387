// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.internal.crypto.Secret;
import health.habeas.internal.keytree.SlotKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the slots of a page anew: a day at a time, and all of a day opened before one of it is wrapped, because a cipher
 * whose key changes is set up anew. They come out in the order of the page, which tells nobody how the days lie. Not
 * thread-safe.
 */
final class SlotRewrap {
  private final DayKeys from;
  private final DayKeys to;
  private final BiPredicate<SlotPage.Entry, Integer> keeps;
  private final Relocation relocation;

  /**
   * From keys to keys.
   *
   * @param from opens, still owned by the caller
   * @param to wraps, still owned by the caller
   * @param keeps whether a slot of a day stays; the others are left out
   * @param relocation where records lie from now on
   */
  SlotRewrap(
      DayKeys from, DayKeys to, BiPredicate<SlotPage.Entry, Integer> keeps, Relocation relocation) {
    this.from = from;
    this.to = to;
    this.keeps = keeps;
    this.relocation = relocation;
  }

  /** The slots that stay, or empty when one of them does not open. */
  Optional<List<SlotPage.Entry>> of(List<SlotPage.Entry> page) {
    Map<Integer, List<Integer>> days = IntStream.range(0, page.size())
        .boxed()
        .collect(
            Collectors.groupingBy(at -> from.day(page.get(at)), TreeMap::new, Collectors.toList()));
    @Nullable SlotPage.Entry[] wrapped = new SlotPage.Entry[page.size()];
    for (Map.Entry<Integer, List<Integer>> day : days.entrySet()) {
      List<Integer> kept = day.getValue().stream()
          .filter(at -> keeps.test(page.get(at), day.getKey()))
          .toList();
      Optional<List<SlotPage.Entry>> fresh =
          wrap(day.getKey(), kept.stream().map(page::get).toList());
      if (fresh.isEmpty()) {
        return Optional.empty();
      }
      for (int i = 0; i < kept.size(); i++) {
        wrapped[kept.get(i)] = fresh.get().get(i);
      }
    }
    return Optional.of(Arrays.stream(wrapped).filter(Objects::nonNull).toList());
  }

  private Optional<List<SlotPage.Entry>> wrap(int day, List<SlotPage.Entry> slots) {
    List<Secret> opened = open(day, slots);
    try {
      if (opened.size() < slots.size()) {
        return Optional.empty();
      }
      return Optional.of(IntStream.range(0, slots.size())
          .mapToObj(i ->
              SlotPage.Entry.of(slots.get(i).slot(), day, to, opened.get(i).bytes(SECRET_ACCESS)))
          .toList());
    } finally {
      opened.forEach(Secret::close);
    }
  }

  private List<Secret> open(int day, List<SlotPage.Entry> slots) {
    List<Secret> opened = new ArrayList<>();
    Optional<SlotKeys> keys = slots.isEmpty() ? Optional.empty() : from.slots(day);
    keys.ifPresent(with -> slots.forEach(each -> with.unwrap(each.slot(), each.wrapped())
        .map(locator -> relocation.of(each.slot(), locator))
        .ifPresent(opened::add)));
    return opened;
  }
}
