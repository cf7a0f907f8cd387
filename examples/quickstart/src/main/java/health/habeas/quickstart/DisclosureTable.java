// SPDX-License-Identifier: Apache-2.0
package health.habeas.quickstart;

import health.habeas.Disclosure;
import health.habeas.grant.Selection;
import health.habeas.shard.AccessEvent;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** "Who has my data?" as a table. */
final class DisclosureTable {
  private DisclosureTable() {}

  static String of(List<Disclosure> disclosures) {
    String head = line("who", "did", "why", "which", "ledger entry");
    return Stream.concat(Stream.of(head), disclosures.stream().map(DisclosureTable::row))
        .collect(Collectors.joining("\n"));
  }

  private static String row(Disclosure disclosure) {
    long entry = disclosure.receipt().position();
    return disclosure
        .event()
        .map(event -> line(
            event.holderName(),
            event.request().action(),
            event.request().purpose(),
            which(event),
            entry))
        .orElse("recorded, and refused by every custodian; entry " + entry);
  }

  private static String which(AccessEvent event) {
    return ((Selection) event.request().selector()).categories().toString();
  }

  private static String line(Object... columns) {
    return String.format(Locale.ROOT, "%-24s %-8s %-8s %-36s %s", columns);
  }
}
