// SPDX-License-Identifier: Apache-2.0
package health.habeas;

import health.habeas.internal.flow.ReadPath;
import health.habeas.ledger.Ledger;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The contents that were opened through one door, so that they close with it. Thread-safe. */
final class OpenContents implements AutoCloseable {
  private final Set<RecordContent> open = ConcurrentHashMap.newKeySet();

  OpenResult result(ReadPath.Opened opened, Ledger ledger) {
    ReadPath.Outcome outcome = opened.outcome();
    Optional<RecordContent> content =
        opened.content().map(reader -> new RecordContent(reader, open::remove));
    content.ifPresent(open::add);
    return new OpenResult(
        content,
        outcome.refusal(),
        outcome.unopened(),
        outcome.faults().silent(),
        outcome.faults().lying(),
        outcome.receipt().map(proof -> new Receipt(proof, ledger.verifier())));
  }

  @Override
  public void close() {
    open.forEach(RecordContent::close);
  }
}
