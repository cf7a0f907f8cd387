// SPDX-License-Identifier: Apache-2.0
package health.habeas.http;

import health.habeas.http.internal.wire.Call;
import health.habeas.http.internal.wire.Message;
import health.habeas.ledger.Entry;
import health.habeas.ledger.EntryId;
import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.LedgerInfo;
import health.habeas.ledger.LogVerifier;
import health.habeas.ledger.Outcome;
import health.habeas.ledger.StoredEntry;
import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.InclusionProof;
import health.habeas.ledger.proof.LogMap;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.StateProof;
import health.habeas.ledger.proof.TreeHash;
import health.habeas.ledger.trust.HeadStore;
import health.habeas.ledger.trust.LedgerTrust;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A log that somebody else keeps and signs, over HTTPS.
 *
 * <p>Guarantees of what {@link #at} gives: the log's key is known beforehand, and nothing that it did not sign is believed.
 * Each head is shown to extend the one before; what {@link #find} and {@link #prove} bring is proven to be in the log. So its
 * operator can delay, and can deny that an entry is there; it can't show another log to this client, or take back what it
 * showed, as long as the client lives; and beyond, if {@link LedgerTrust} with a directory is put around it. An append whose
 * answer did not come is in doubt, never failed.
 *
 * <p>Limits: the server's, which {@link #info} says; eight requests of {@link #submit} at a time. Subscriptions ask ten times
 * a second. Source: docs/spec/custodian-http.md. Thread-safe.
 */
public final class HttpLedger implements Ledger {
  private static final int PARALLEL = 8;

  private final LedgerConnection connection;
  private final LogVerifier verifier;
  private final LedgerInfo info;
  private final long deadlineMillis;
  private final Semaphore inFlight;
  private final ExecutorService senders =
      Executors.newFixedThreadPool(PARALLEL, task -> daemon("habeas-ledger-http", task));
  private final Set<LedgerSubscription> subscriptions = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private HttpLedger(
      LedgerConnection connection, LogVerifier verifier, LedgerInfo info, long deadlineMillis) {
    this.connection = connection;
    this.verifier = verifier;
    this.info = info;
    this.deadlineMillis = deadlineMillis;
    this.inFlight = new Semaphore(info.limits().inFlightEntries());
  }

  /**
   * Asks the server what it declares, and checks that it is this log's.
   *
   * @param address {@code https://host:port}, perhaps with a path; {@code http} only for this machine
   * @param log the log's key, as the server prints it when it starts
   * @param settings whom to trust, how long to wait
   * @throws IllegalArgumentException for any other address
   * @throws LedgerException if the server can't be asked, or offers another log (HBS-6304)
   */
  public static Ledger at(URI address, LogVerifier log, HttpSettings settings) {
    LedgerConnection connection = new LedgerConnection(new Connection(address, settings));
    LedgerInfo info = connection.ask(Call.LEDGER_ABOUT, Message.EMPTY, about -> {
      if (!about.text(0).equals(log.origin()) || !about.text(1).equals(log.key().toString())) {
        throw new LedgerException.Integrity(
            LedgerErrorCode.CHECKPOINT_UNTRUSTED,
            "the server offers another log than " + log.origin());
      }
      return LedgerAnswers.info(about);
    });
    HttpLedger bare = new HttpLedger(connection, log, info, settings.deadline().toMillis());
    return LedgerTrust.keeping(HeadStore.memory()).over(bare);
  }

  static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public Outcome append(Entry entry) {
    return append(List.of(entry)).get(0);
  }

  @Override
  public List<Outcome> append(List<Entry> batch) {
    List<Entry> entries = List.copyOf(batch);
    Optional<List<Outcome>> refused = enter(entries);
    return refused.orElseGet(() -> send(entries));
  }

  @Override
  public CompletionStage<List<Outcome>> submit(List<Entry> batch) {
    List<Entry> entries = List.copyOf(batch);
    Optional<List<Outcome>> refused = enter(entries);
    if (refused.isPresent()) {
      return CompletableFuture.completedFuture(refused.get());
    }
    try {
      return CompletableFuture.supplyAsync(() -> send(entries), senders);
    } catch (RejectedExecutionException e) {
      inFlight.release(entries.size());
      return CompletableFuture.completedFuture(rejected(entries, over()));
    }
  }

  /** Takes room for these entries, or says why not. */
  private Optional<List<Outcome>> enter(List<Entry> entries) {
    if (closed) {
      return Optional.of(rejected(entries, over()));
    }
    if (entries.size() > info.limits().batchEntries()) {
      return Optional.of(rejected(
          entries,
          new LedgerException.Permanent(
              LedgerErrorCode.BATCH_TOO_LARGE,
              "a batch may have " + info.limits().batchEntries() + " entries, and this has "
                  + entries.size())));
    }
    if (entries.stream().anyMatch(entry -> entry.leafBytes() > info.limits().leafBytes())) {
      return Optional.of(rejected(
          entries,
          new LedgerException.Permanent(
              LedgerErrorCode.ENTRY_TOO_LARGE,
              "a leaf may have " + info.limits().leafBytes() + " bytes, and one has more")));
    }
    return inFlight.tryAcquire(entries.size())
        ? Optional.empty()
        : Optional.of(rejected(
            entries,
            new LedgerException.Retryable(
                LedgerErrorCode.OVERLOADED,
                "as many entries as the ledger allows wait for an answer")));
  }

  private List<Outcome> send(List<Entry> entries) {
    try {
      return entries.isEmpty() ? List.of() : outcomes(entries);
    } catch (LedgerException.Permanent e) {
      return rejected(entries, e);
    } catch (LedgerException e) {
      return entries.stream()
          .map(entry -> (Outcome) new Outcome.InDoubt(entry.id(), e))
          .toList();
    } finally {
      inFlight.release(entries.size());
    }
  }

  private List<Outcome> outcomes(List<Entry> entries) {
    Message request = Message.of(entries.stream().map(Entry::bytes).toList());
    return connection.ask(Call.LEDGER_APPEND, request, answer -> {
      List<byte[]> fields = answer.of(entries.size()).fields();
      List<Outcome> outcomes = new ArrayList<>();
      for (int i = 0; i < fields.size(); i++) {
        outcomes.add(LedgerAnswers.outcome(fields.get(i), entries.get(i).id()));
      }
      return List.copyOf(outcomes);
    });
  }

  private static List<Outcome> rejected(List<Entry> batch, LedgerException error) {
    return Collections.nCopies(batch.size(), new Outcome.Rejected(error));
  }

  private static LedgerException over() {
    return new LedgerException.Permanent(LedgerErrorCode.CLOSED, "the ledger was closed");
  }

  @Override
  public Optional<StoredEntry> find(EntryId id) {
    requireOpen();
    return connection.ask(
        Call.LEDGER_FIND,
        Message.of(id.bytes()),
        answer -> answer.size() == 0 ? Optional.empty() : Optional.of(proven(answer.of(3), id)));
  }

  private StoredEntry proven(Message answer, EntryId id) {
    InclusionBundle bundle = verified(answer.bytes(0));
    if (!bundle.entry().id().equals(id)) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.PROOF_INVALID, "the ledger proves another entry than was asked for");
    }
    return new StoredEntry(
        bundle.position(), answer.time(1), LedgerAnswers.finality(answer.text(2)), bundle.entry());
  }

  private InclusionBundle verified(byte[] bytes) {
    InclusionBundle bundle = InclusionBundle.parse(bytes);
    verifier.verify(bundle);
    return bundle;
  }

  @Override
  public List<StoredEntry> read(long from, int max) {
    if (from < 0 || max < 1) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.OUT_OF_RANGE, "a read begins at 0 or later and asks for 1 entry or more");
    }
    requireOpen();
    return connection.ask(
        Call.LEDGER_READ,
        Message.of(Message.encode(from), Message.encode(max)),
        answer -> answer.fields().stream().map(LedgerAnswers::stored).toList());
  }

  @Override
  public Flow.Publisher<StoredEntry> subscribe(long from) {
    requireOpen();
    return subscriber -> {
      LedgerSubscription subscription = new LedgerSubscription(this, subscriber, from);
      subscriptions.add(subscription);
      subscriber.onSubscribe(subscription);
      daemon("habeas-ledger-http-reader", () -> {
            subscription.run();
            subscriptions.remove(subscription);
          })
          .start();
    };
  }

  @Override
  public SignedCheckpoint head() {
    requireOpen();
    // From size 0 there is nothing to prove: whoever keeps heads asks for the proof that it needs.
    return connection.ask(Call.LEDGER_HEAD, Message.of(Message.encode(0)), answer -> {
      SignedCheckpoint head = SignedCheckpoint.parse(answer.of(1).bytes(0));
      verifier.verify(head);
      return head;
    });
  }

  @Override
  public Optional<SignedCheckpoint> cosigned() {
    requireOpen();
    return connection.ask(
        Call.LEDGER_COSIGNED,
        Message.EMPTY,
        answer -> answer.size() == 0
            ? Optional.empty()
            : Optional.of(SignedCheckpoint.parse(answer.of(1).bytes(0))));
  }

  @Override
  public InclusionBundle prove(long position) {
    requireOpen();
    InclusionBundle bundle = connection.ask(
        Call.LEDGER_PROVE,
        Message.of(Message.encode(position)),
        answer -> verified(answer.of(1).bytes(0)));
    if (bundle.position() != position) {
      throw new LedgerException.Integrity(
          LedgerErrorCode.PROOF_INVALID, "the ledger proves another position than was asked for");
    }
    return bundle;
  }

  @Override
  public InclusionProof inclusion(long position, long size) {
    requireOpen();
    return connection.ask(
        Call.LEDGER_INCLUSION,
        Message.of(Message.encode(position), Message.encode(size)),
        answer -> new InclusionProof(position, size, LedgerAnswers.path(answer, 0)));
  }

  @Override
  public ConsistencyProof consistency(long from, long to) {
    requireOpen();
    return connection.ask(
        Call.LEDGER_CONSISTENCY,
        Message.of(Message.encode(from), Message.encode(to)),
        answer -> new ConsistencyProof(from, to, LedgerAnswers.path(answer, 0)));
  }

  @Override
  public Optional<StateProof> prove(LogMap map, List<TreeHash> keys) {
    requireOpen();
    if (keys.size() > MAX_KEYS) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.KEYS_TOO_MANY,
          "a proof may be of 1,024 keys, and this is of " + keys.size());
    }
    ByteBuffer joined = ByteBuffer.allocate(keys.size() * TreeHash.SIZE_BYTES);
    keys.forEach(key -> joined.put(key.bytes()));
    return connection.ask(
        Call.LEDGER_KEYS,
        Message.of(Message.encode(map.name()), joined.array()),
        answer -> answer.size() == 0
            ? Optional.empty()
            : Optional.of(StateProof.parse(answer.of(1).bytes(0))));
  }

  @Override
  public LogVerifier verifier() {
    return verifier;
  }

  @Override
  public LedgerInfo info() {
    return info;
  }

  private void requireOpen() {
    if (closed) {
      throw over();
    }
  }

  /** Finishes the appends under way; the log itself goes on elsewhere. */
  @Override
  public void close() {
    closed = true;
    senders.shutdown();
    try {
      if (!senders.awaitTermination(deadlineMillis, TimeUnit.MILLISECONDS)) {
        senders.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    subscriptions.forEach(LedgerSubscription::complete);
  }

  @Override
  public String toString() {
    return "HttpLedger[" + verifier.origin() + "]";
  }
}
