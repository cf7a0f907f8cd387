// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The newest slot of each record, opened; a superseded one is wiped at once, the others when closed. Not thread-safe. */
final class NewestSlots implements AutoCloseable {
  private final Map<String, Opened> newest = new LinkedHashMap<>();

  /**
   * A slot with what it wraps.
   *
   * @param entry the slot
   * @param locator what it wraps; owned by whom it is given to
   */
  record Opened(SlotPage.Entry entry, Locator locator) {}

  void add(Opened next) {
    String name = HexFormat.of().formatHex(next.entry().slot().recordName());
    Opened old = newest.get(name);
    if (old != null && old.entry().slot().version() >= next.entry().slot().version()) {
      next.locator().close();
      return;
    }
    newest.put(name, next);
    if (old != null) {
      old.locator().close();
    }
  }

  /** In the order in which the records were first seen; still owned by this. */
  Collection<Opened> all() {
    return List.copyOf(newest.values());
  }

  @Override
  public void close() {
    newest.values().forEach(each -> each.locator().close());
  }
}
