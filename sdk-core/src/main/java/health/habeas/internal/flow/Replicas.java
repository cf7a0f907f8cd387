// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ConflictException;
import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.error.StorageException;
import health.habeas.grant.Directives;
import health.habeas.grant.RevocationStatement;
import health.habeas.grant.VaultId;
import health.habeas.key.VerifyKey;
import health.habeas.shard.AuditQuestion;
import health.habeas.shard.Custodian;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerSession;
import health.habeas.shard.OwnerSession.Stored;
import health.habeas.shard.StripeLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The patient's view of all her custodians at once: writes are durable at the layout's quorum, reads take any sound copy.
 * Thread-safe.
 */
final class Replicas implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);
  private static final long CLOSING_NANOS = 5 * Pace.HUNG_NANOS;

  /** How long an answer is waited for that must come from this custodian and no other. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final byte[] NOTHING = {};

  private final List<KnownCustodian> custodians;
  private final BiFunction<Custodian, String, OwnerSession> door;
  private final List<OwnerSession> doors;
  private final List<OwnerSession> timed;
  private final StripeLayout layout;
  private final Lanes reads;
  private final Lanes writes;
  private final Lanes audits;
  private final List<TimedCalls> audited;
  private final Requests reading;
  private final Requests writing;

  /**
   * @param custodians at least as many as the layout has shards
   * @param door proves the patient's key to one custodian under the name that it had at first
   * @param layout how many copies make a write durable
   */
  Replicas(
      List<KnownCustodian> custodians,
      BiFunction<Custodian, String, OwnerSession> door,
      StripeLayout layout) {
    this.custodians = List.copyOf(custodians);
    this.door = door;
    this.doors = custodians.stream()
        .<OwnerSession>map(
            each -> new RenewedSession(() -> door.apply(each.custodian(), each.name())))
        .toList();
    this.layout = layout;
    this.reads = Lanes.reading(custodians.size());
    this.timed = IntStream.range(0, custodians.size())
        .mapToObj(custodian -> timed(doors.get(custodian), reads.of(custodian)))
        .toList();
    Pace pace = new Pace(custodians.size(), Ticker.SYSTEM::nanos);
    this.writes = Lanes.writing(custodians.size(), pace::isHung);
    this.audits = Lanes.auditing(custodians.size());
    this.audited = IntStream.range(0, custodians.size())
        .mapToObj(custodian -> new TimedCalls(audits.of(custodian), Ticker.SYSTEM))
        .toList();
    this.reading = Requests.of(reads, custodians.size());
    this.writing = new Requests(writes::of, pace, Ticker.SYSTEM);
  }

  List<Custodian> custodians() {
    return custodians.stream().map(KnownCustodian::custodian).toList();
  }

  List<Keeper> keepers() {
    return custodians.stream().map(KnownCustodian::keeper).toList();
  }

  List<String> names() {
    return custodians.stream().map(KnownCustodian::name).toList();
  }

  StripeLayout layout() {
    return layout;
  }

  /** Other custodians for the same patient; the caller closes them. */
  Replicas with(List<KnownCustodian> others) {
    return new Replicas(others, door, layout);
  }

  List<KnownCustodian> known() {
    return custodians;
  }

  /** One custodian, of these or another, which is entered when it is first asked, and waited for half a minute. */
  OwnerSession door(KnownCustodian custodian) {
    int known = custodians.indexOf(custodian);
    return known < 0
        ? timed(
            new RenewedSession(() -> door.apply(custodian.custodian(), custodian.name())),
            Lanes.reading(1).of(0))
        : timed.get(known);
  }

  /** How audits ask this custodian, so that no other call waits for it, nor one audit for a call that hung in another. */
  TimedCalls auditing(int custodian) {
    return audited.get(custodian);
  }

  private static OwnerSession timed(OwnerSession session, Executor lane) {
    return new TimedSession(session, lane, PATIENCE, Ticker.SYSTEM);
  }

  /** How many copies make an item durable that all have: as many custodians may be away as for a shard, whatever their number. */
  int copyQuorum() {
    return custodians.size() - (layout.total() - layout.writeQuorum());
  }

  /** The same blob to every custodian; returns when a quorum has it. */
  void replicate(ItemName name, byte[] content) {
    write(custodian -> name, custodian -> content);
  }

  /** A blob of its own to each custodian, in their order; returns when a quorum has it. */
  void replicate(ItemName name, List<byte[]> contents) {
    write(custodian -> name, contents::get);
  }

  /** The same blob, and when it fails nothing of this blob is left; under a name that two sessions might use. */
  void claim(ItemName name, byte[] content) {
    Claim[] claims = Stream.generate(Claim::new).limit(custodians.size()).toArray(Claim[]::new);
    try {
      put(c -> claims[c].noting(at(c).put(name, content)));
    } catch (HabeasException e) {
      // Also where the claim is still under way: it comes first.
      change(c -> {
        if (claims[c].isMine()) {
          at(c).delete(name);
        }
      });
      throw e;
    }
  }

  /** One shard to each custodian that the placement names; returns when a quorum has its own. */
  void spread(Placement placement, byte[] objectId, List<byte[]> shards) {
    int[] shardOf = new int[custodians.size()];
    // Let go of one by one: what waits for a custodian that is late must not hold the others'
    // pieces.
    AtomicReferenceArray<byte[]> pieces = new AtomicReferenceArray<>(custodians.size());
    List<Integer> keepers = new ArrayList<>();
    for (int c = 0; c < custodians.size(); c++) {
      OptionalInt shard = placement.shardOf(custodians.get(c).name());
      if (shard.isPresent()) {
        shardOf[c] = shard.getAsInt();
        pieces.set(c, shards.get(shardOf[c]));
        keepers.add(c);
      }
    }
    put(
        keepers,
        layout.writeQuorum(),
        c -> at(c).put(ItemName.shard(objectId, shardOf[c]), pieces.getAndSet(c, NOTHING)));
  }

  /** Every copy that can be had, by custodian; empty where it has none or does not answer. */
  List<Optional<byte[]>> copies(ItemName name) {
    return ask(session -> session.get(name)).stream()
        .map(answer -> answer.flatMap(Function.identity()))
        .toList();
  }

  /** The first copy that is one, from the nearest custodian on. */
  Optional<byte[]> first(ItemName name, Predicate<byte[]> isSound) {
    List<Integer> all = IntStream.range(0, custodians.size()).boxed().toList();
    return reading
        .ask(
            Inquiry.ofAny(reading.pace().nearest(all)),
            c -> logged(c, () -> at(c).get(name)),
            (c, copy) -> isSound.test(copy) ? new Requests.Good<>(copy) : new Requests.Altered<>())
        .any();
  }

  /** The names of one kind that any custodian has; fails when fewer answer than could hide an acknowledged write. */
  Set<ItemName> list(ItemKind kind) {
    List<Optional<List<ItemName>>> answers = ask(session -> session.list(kind));
    long answered = answers.stream().filter(Optional::isPresent).count();
    int needed = Math.max(layout.data(), custodians.size() - copyQuorum() + 1);
    if (answered < needed) {
      throw new StorageException(
          ErrorCode.TOO_FEW_CUSTODIANS,
          answered + " of " + custodians.size() + " custodians answer, and " + needed
              + " are needed to see every acknowledged write");
    }
    Set<ItemName> names = new HashSet<>();
    answers.forEach(answer -> answer.ifPresent(names::addAll));
    return names;
  }

  /** Deletes the blob wherever it is and can be reached; returns how many custodians don't have it any more. */
  int delete(ItemName name) {
    return change(c -> at(c).delete(name));
  }

  /**
   * Makes every custodian that answers hold just this content under the name: after a crash or a lost race, never in normal
   * writing. For what is known to be durable already. Returns what each had before: nothing, the same or something else.
   */
  List<Optional<Stored>> mend(ItemName name, byte[] content) {
    return mend(name, Collections.nCopies(custodians.size(), content));
  }

  /** The same with a content of its own for each custodian, in their order. */
  List<Optional<Stored>> mend(ItemName name, List<byte[]> contents) {
    return changed(c -> {
      Stored before = at(c).put(name, contents.get(c));
      if (before == Stored.OTHER) {
        at(c).delete(name);
        at(c).put(name, contents.get(c));
      }
      return before;
    });
  }

  /** The same, and durable at the quorum when it returns. */
  void heal(ItemName name, byte[] content) {
    mend(name, content);
    replicate(name, content);
  }

  /** Gives directives to every custodian that answers; how many obey just these. */
  int direct(Directives directives) {
    byte[] item = directives.bytes();
    return (int) ask(session -> session.obey(item)).stream()
        .filter(version -> version.isPresent() && version.get() == directives.version())
        .count();
  }

  /** How many custodians have followed the ledger beyond this position, and so deny what it revokes. */
  int fenced(long position) {
    return (int) each(c -> custodians.get(c).custodian().followLedger()).stream()
        .filter(followed -> followed.isPresent() && followed.get() > position)
        .count();
  }

  /** Brings every custodian a statement about a key; how many took it, and so deny by it. */
  int revoke(RevocationStatement statement) {
    return (int) each(c -> custodians.get(c).custodian().revoke(statement)).stream()
        .filter(Optional::isPresent)
        .count();
  }

  /** The key of each that answers, if it has one of its own. */
  List<Optional<Optional<VerifyKey>>> keys() {
    return each(c -> custodians.get(c).custodian().key());
  }

  /** What each custodian says to its question, if it is asked any, after all that was written to it before. */
  List<Optional<byte[]>> audit(IntFunction<Optional<AuditQuestion>> questions) {
    return changed(
        c -> questions.apply(c).map(custodians.get(c).custodian()::audit).orElse(NOTHING));
  }

  /** Whether any custodian that answers keeps this vault. */
  boolean keep(VaultId vault) {
    return each(c -> custodians
            .get(c)
            .custodian()
            .card(vault)
            .filter(card -> card.vault().equals(vault))
            .isPresent())
        .contains(Optional.of(true));
  }

  /** Whether, when so many deny, too few are left to rebuild a record. */
  boolean isFence(int denying) {
    return custodians.size() - denying < layout.data();
  }

  private void write(IntFunction<ItemName> name, IntFunction<byte[]> content) {
    put(c -> at(c).put(name.apply(c), content.apply(c)));
  }

  private void put(IntFunction<Stored> put) {
    List<Integer> all = IntStream.range(0, custodians.size()).boxed().toList();
    put(all, copyQuorum(), put);
  }

  /** Returns when a quorum of these has it; the others get it in the background, and are waited for a little. */
  private void put(List<Integer> some, int quorum, IntFunction<Stored> put) {
    Set<Integer> taken = new HashSet<>();
    Requests.Answers<Stored> answers = writing.ask(
        Inquiry.ofQuorum(some, quorum),
        c -> logged(c, () -> Optional.of(put.apply(c))),
        (c, stored) -> {
          if (stored == Stored.OTHER) {
            taken.add(c);
            return new Requests.Useless<>();
          }
          return new Requests.Good<>(stored);
        });
    requireQuorum(answers.good().size(), quorum, !taken.isEmpty());
  }

  /** Something that is worth doing wherever it can be done; at how many it was. */
  private int change(IntConsumer change) {
    List<Optional<Boolean>> done = changed(c -> {
      change.accept(c);
      return true;
    });
    return (int) done.stream().filter(Optional::isPresent).count();
  }

  /** The same, and what came of it at each. */
  private <T> List<Optional<T>> changed(IntFunction<T> change) {
    return all(writing, change);
  }

  private void requireQuorum(int stored, int needed, boolean isTaken) {
    if (stored >= needed) {
      return;
    }
    if (isTaken) {
      throw new ConflictException(
          ErrorCode.VAULT_IN_USE,
          "another session of this vault wrote at the same place before this one");
    }
    throw new StorageException(
        ErrorCode.TOO_FEW_CUSTODIANS,
        "only " + stored + " of " + custodians.size() + " custodians stored a piece, and " + needed
            + " must");
  }

  private <T> List<Optional<T>> ask(Function<OwnerSession, T> question) {
    return each(c -> question.apply(at(c)));
  }

  /** What each says; empty where it does not answer while most do. */
  private <T> List<Optional<T>> each(IntFunction<T> question) {
    return all(reading, question);
  }

  private <T> List<Optional<T>> all(Requests requests, IntFunction<T> question) {
    SortedMap<Integer, T> good = requests
        .<T, T>ask(
            Inquiry.ofAll(custodians.size()),
            c -> logged(c, () -> Optional.of(question.apply(c))),
            (c, answer) -> new Requests.Good<>(answer))
        .good();
    return IntStream.range(0, custodians.size())
        .mapToObj(c -> Optional.ofNullable(good.get(c)))
        .toList();
  }

  private <T> Optional<T> logged(int custodian, Supplier<Optional<T>> request) {
    try {
      return request.get();
    } catch (RuntimeException e) {
      LOG.warn(
          "custodian {} does not answer: {}",
          custodians.get(custodian).name(),
          e.getClass().getSimpleName());
      throw e;
    }
  }

  /** The patient's session at a custodian. */
  OwnerSession at(int custodian) {
    return doors.get(custodian);
  }

  /** How custodians are asked side by side. */
  Requests reading() {
    return reading;
  }

  /** Whether a name at one custodian is taken by this very call. */
  private static final class Claim {
    private boolean mine;

    synchronized Stored noting(Stored stored) {
      mine = stored == Stored.NEW;
      return stored;
    }

    synchronized boolean isMine() {
      return mine;
    }
  }

  /**
   * Lets writes under way come to their end for a few seconds, then stops; the custodians themselves belong to the caller. What
   * a custodian did not get was at a quorum without it.
   */
  @Override
  public void close() {
    if (!writes.finish(CLOSING_NANOS)) {
      LOG.warn("a custodian still lacks what was written last: repair brings it");
    }
    writes.close();
    reads.close();
    audits.close();
  }
}
