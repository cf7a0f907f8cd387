// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.Finality;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerCapability;
import health.habeas.ledger.LedgerInfo;
import health.habeas.ledger.LedgerLimits;
import health.habeas.ledger.LedgerOptions;
import health.habeas.ledger.Ledgers;
import health.habeas.ledger.LogIdentity;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.SignerKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A ledger's place in this process, on which everything can be done that the contract knows; and each promise is a method, so
 * that a test can break it. What is in its fields is what survives a kill. Thread-safe.
 */
class SimulatedStore implements LedgerFaults, LogIdentity {
  private final SignerKey signer = SignerKey.generate("simulated.invalid/log", new SecureRandom());
  final List<StoredEntry> log = new ArrayList<>();
  final Map<EntryId, StoredEntry> byId = new HashMap<>();
  private @Nullable SignedCheckpoint head;
  private @Nullable SimulatedBackend writer;
  private Instant latest = Instant.EPOCH;
  private boolean torn;
  volatile boolean away;

  Ledger open(LedgerOptions options) {
    return Ledgers.over(backend(options), heedHeadsSeen(options));
  }

  synchronized SimulatedBackend backend(LedgerOptions options) {
    if (writer != null && keepsOthersOut()) {
      throw new LedgerException.Permanent(LedgerErrorCode.IN_USE, "somebody has it open");
    }
    if (torn) {
      heal();
      torn = false;
    }
    byId.clear();
    index(log);
    SimulatedBackend next = new SimulatedBackend(this, options.clock());
    writer = next;
    return next;
  }

  synchronized void released(SimulatedBackend backend) {
    if (writer == backend) {
      writer = null;
    }
  }

  // The promises.

  LedgerOptions heedHeadsSeen(LedgerOptions options) {
    return options;
  }

  boolean keepsOthersOut() {
    return true;
  }

  /** Takes away what a crash left unfinished. */
  void heal() {}

  void index(List<StoredEntry> entries) {
    entries.forEach(stored -> byId.put(stored.entry().id(), stored));
  }

  boolean isFenced(SimulatedBackend backend) {
    return writer != backend;
  }

  /** All that happens to a batch before it is acknowledged. */
  synchronized List<Outcome> append(SimulatedBackend backend, List<Entry> batch, Instant now) {
    if (away) {
      return rejected(batch, new LedgerException.Retryable(LedgerErrorCode.UNAVAILABLE, "away"));
    }
    if (isFenced(backend)) {
      return rejected(batch, new LedgerException.Permanent(LedgerErrorCode.IN_USE, "overtaken"));
    }
    return record(batch, now);
  }

  List<Outcome> record(List<Entry> batch, Instant now) {
    Map<EntryId, Entry> first = new HashMap<>();
    for (Entry entry : batch) {
      StoredEntry stored = byId.get(entry.id());
      Entry before = stored == null ? first.putIfAbsent(entry.id(), entry) : stored.entry();
      if (before != null && !before.equals(entry)) {
        return rejected(batch, conflict(entry));
      }
    }
    Instant time = time(now);
    return batch.stream().map(entry -> recordOne(entry, time)).toList();
  }

  Instant time(Instant now) {
    latest = now.isAfter(latest) ? now : latest;
    return latest;
  }

  LedgerException conflict(Entry entry) {
    return new LedgerException.Permanent(LedgerErrorCode.CONFLICT, "it stands for another leaf");
  }

  Outcome recordOne(Entry entry, Instant time) {
    StoredEntry before = byId.get(entry.id());
    if (before != null) {
      return new Outcome.Duplicate(before.receipt());
    }
    StoredEntry stored = new StoredEntry(log.size(), time, Finality.FINAL, entry);
    log.add(stored);
    byId.put(entry.id(), stored);
    return new Outcome.Acked(stored.receipt());
  }

  synchronized Optional<StoredEntry> find(EntryId id) {
    requireHere();
    return Optional.ofNullable(byId.get(id));
  }

  synchronized List<StoredEntry> read(long from, int max) {
    requireHere();
    int first = (int) Math.min(from, log.size());
    return List.copyOf(log.subList(first, (int) Math.min(log.size(), (long) first + max)));
  }

  synchronized long size() {
    requireHere();
    return log.size();
  }

  private void requireHere() {
    if (away) {
      throw new LedgerException.Retryable(LedgerErrorCode.UNAVAILABLE, "the store is away");
    }
  }

  /** What a subscriber gets when the log has grown, at the most what it asked for. */
  long demand(long asked) {
    return asked;
  }

  /** What is kept for a subscriber that did not ask: nothing. */
  void keep(List<StoredEntry> forOne) {}

  /** What a kill does to what is stored: nothing. */
  void killed() {}

  LedgerInfo info() {
    return new LedgerInfo(
        "simulated",
        Finality.FINAL,
        new LedgerLimits(1024, 1024, 16_384),
        "the test's",
        Set.of(LedgerCapability.ATOMIC_BATCH, LedgerCapability.DURABLE));
  }

  @Override
  public SignerKey signer() {
    return signer;
  }

  @Override
  public Optional<SignedCheckpoint> newest() {
    return Optional.ofNullable(head);
  }

  @Override
  public void store(SignedCheckpoint newest) {
    head = newest;
  }

  static List<Outcome> rejected(List<Entry> batch, LedgerException error) {
    return Collections.nCopies(batch.size(), new Outcome.Rejected(error));
  }

  // The faults.

  @Override
  public Map<String, Supplier<KillableLedger>> kills() {
    return Map.of("the store", () -> backend(LedgerOptions.standard()));
  }

  @Override
  public Optional<Deed> tear() {
    return Optional.of(random -> torn = true);
  }

  @Override
  public Optional<Deed> flip() {
    return Optional.of(random -> {
      int place = random.nextInt(log.size());
      StoredEntry whole = log.get(place);
      byte[] leaf = whole.entry().leaf();
      leaf[random.nextInt(leaf.length)] ^= (byte) (1 << random.nextInt(8));
      log.set(
          place,
          new StoredEntry(
              place, whole.time(), whole.finality(), new Entry(whole.entry().id(), leaf)));
    });
  }

  @Override
  public Optional<Backup> backup() {
    return Optional.of(() -> {
      List<StoredEntry> copy = List.copyOf(log);
      Optional<SignedCheckpoint> copiedHead = newest();
      return random -> {
        log.clear();
        log.addAll(copy);
        head = copiedHead.orElse(null);
      };
    });
  }

  @Override
  public Optional<Deed> reorganise() {
    return Optional.of(random -> {
      int last = log.size() - 1;
      StoredEntry one = log.get(last - 1);
      StoredEntry other = log.get(last);
      log.set(last - 1, new StoredEntry(last - 1L, one.time(), one.finality(), other.entry()));
      log.set(last, new StoredEntry(last, other.time(), other.finality(), one.entry()));
    });
  }

  @Override
  public boolean hasOneWriter() {
    return true;
  }

  @Override
  public Optional<Deed> overtake() {
    return Optional.of((Random random) -> writer = null);
  }

  @Override
  public Optional<Line> line() {
    return Optional.of(new Line() {
      @Override
      public void cut() {
        away = true;
      }

      @Override
      public void heal() {
        away = false;
      }
    });
  }
}
