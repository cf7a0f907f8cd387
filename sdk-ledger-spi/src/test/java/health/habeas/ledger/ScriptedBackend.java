// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A memory backend whose answers a test may bend. */
final class ScriptedBackend implements LedgerBackend {
  private final LedgerBackend real =
      health.habeas.ledger.internal.memory.MemoryLedgerProvider.backend(LedgerOptions.standard());
  Function<List<Entry>, CompletionStage<List<Outcome>>> append = real::append;
  UnaryOperator<StoredEntry> shown = UnaryOperator.identity();
  int hidden;

  @Override
  public CompletionStage<List<Outcome>> append(List<Entry> batch) {
    return append.apply(batch);
  }

  CompletionStage<List<Outcome>> reallyAppend(List<Entry> batch) {
    return real.append(batch);
  }

  @Override
  public CompletionStage<Optional<StoredEntry>> find(EntryId id) {
    return real.find(id);
  }

  @Override
  public CompletionStage<List<StoredEntry>> read(long from, int max) {
    return real.read(from, max)
        .thenApply(page -> page.subList(0, Math.max(0, page.size() - hidden)).stream()
            .map(shown)
            .toList());
  }

  @Override
  public Flow.Publisher<StoredEntry> subscribe(long from) {
    return real.subscribe(from);
  }

  @Override
  public CompletionStage<Long> size() {
    return real.size();
  }

  @Override
  public LedgerInfo info() {
    return real.info();
  }

  @Override
  public LogIdentity identity() {
    return real.identity();
  }

  @Override
  public void close() {
    real.close();
  }
}
