// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ConflictException;
import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.error.StorageException;
import health.habeas.grant.Directives;
import health.habeas.grant.RevocationStatement;
import health.habeas.shard.Custodian;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerSession;
import health.habeas.shard.OwnerSession.Stored;
import health.habeas.shard.StripeLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The patient's view of all her custodians at once: writes are durable at the layout's quorum, reads take any sound copy.
 * Thread-safe.
 */
final class Replicas implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);

  private final List<KnownCustodian> custodians;
  private final List<Lazy> doors;
  private final StripeLayout layout;
  private final ExecutorService executor;

  /**
   * @param custodians at least as many as the layout has shards
   * @param door proves the patient's key to one custodian under the name that it had at first
   * @param layout how many copies make a write durable
   * @param executor runs the requests to the custodians side by side
   */
  Replicas(
      List<KnownCustodian> custodians,
      BiFunction<Custodian, String, OwnerSession> door,
      StripeLayout layout,
      ExecutorService executor) {
    this.custodians = List.copyOf(custodians);
    this.doors = custodians.stream()
        .map(each -> new Lazy(() -> door.apply(each.custodian(), each.name())))
        .toList();
    this.layout = layout;
    this.executor = executor;
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
    List<Optional<Stored>> outcomes = each(c -> answer(c, s -> s.put(name, content)));
    try {
      requireQuorum(outcomes, copyQuorum());
    } catch (HabeasException e) {
      each(c -> outcomes
          .get(c)
          .filter(Stored.NEW::equals)
          .flatMap(mine -> answer(c, session -> {
            session.delete(name);
            return true;
          })));
      throw e;
    }
  }

  /** One shard to each custodian that the placement names; returns when a quorum has its own. */
  void spread(Placement placement, byte[] objectId, List<byte[]> shards) {
    List<Optional<Stored>> outcomes = each(c -> {
      OptionalInt shard = placement.shardOf(custodians.get(c).name());
      return shard.isEmpty()
          ? Optional.empty()
          : answer(
              c,
              s -> s.put(ItemName.shard(objectId, shard.getAsInt()), shards.get(shard.getAsInt())));
    });
    requireQuorum(outcomes, layout.writeQuorum());
  }

  /** Every copy that can be had, by custodian; empty where it has none or does not answer. */
  List<Optional<byte[]>> copies(ItemName name) {
    return ask(session -> session.get(name)).stream()
        .map(answer -> answer.flatMap(Function.identity()))
        .toList();
  }

  Optional<byte[]> from(int custodian, ItemName name) {
    return answer(custodian, session -> session.get(name)).flatMap(Function.identity());
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
    return (int) ask(session -> {
          session.delete(name);
          return true;
        })
        .stream()
        .filter(Optional::isPresent)
        .count();
  }

  /**
   * Makes every custodian that answers hold just this content under the name: after a crash or a lost race, never in normal
   * writing. For what is known to be durable already.
   */
  void mend(ItemName name, byte[] content) {
    mend(name, Collections.nCopies(custodians.size(), content));
  }

  /** The same with a content of its own for each custodian, in their order. */
  void mend(ItemName name, List<byte[]> contents) {
    each(c -> answer(c, session -> {
      if (session.put(name, contents.get(c)) == Stored.OTHER) {
        session.delete(name);
        session.put(name, contents.get(c));
      }
      return true;
    }));
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
    return (int) each(c -> follow(c).filter(followed -> followed > position)).stream()
        .filter(Optional::isPresent)
        .count();
  }

  /** Brings every custodian a statement about a key; how many took it, and so deny by it. */
  int revoke(RevocationStatement statement) {
    return (int)
        each(c -> take(c, statement)).stream().filter(Optional::isPresent).count();
  }

  private Optional<Long> take(int custodian, RevocationStatement statement) {
    try {
      return Optional.of(custodians.get(custodian).custodian().revoke(statement));
    } catch (RuntimeException e) {
      LOG.warn(
          "custodian {} did not take a revocation: {}",
          custodians.get(custodian).name(),
          e.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  /** Whether, when so many deny, too few are left to rebuild a record. */
  boolean isFence(int denying) {
    return custodians.size() - denying < layout.data();
  }

  private Optional<Long> follow(int custodian) {
    try {
      return Optional.of(custodians.get(custodian).custodian().followLedger());
    } catch (RuntimeException e) {
      LOG.warn(
          "custodian {} can't follow the ledger: {}",
          custodians.get(custodian).name(),
          e.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  private void write(IntFunction<ItemName> name, IntFunction<byte[]> content) {
    requireQuorum(each(c -> answer(c, s -> s.put(name.apply(c), content.apply(c)))), copyQuorum());
  }

  private void requireQuorum(List<Optional<Stored>> outcomes, int needed) {
    long stored =
        outcomes.stream().filter(o -> o.isPresent() && o.get() != Stored.OTHER).count();
    if (stored >= needed) {
      return;
    }
    if (outcomes.contains(Optional.of(Stored.OTHER))) {
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
    return each(c -> answer(c, question));
  }

  private <T> List<Optional<T>> each(IntFunction<Optional<T>> call) {
    List<CompletableFuture<Optional<T>>> calls = IntStream.range(0, custodians.size())
        .mapToObj(c -> CompletableFuture.supplyAsync(() -> call.apply(c), executor))
        .toList();
    List<Optional<T>> answers = new ArrayList<>();
    for (CompletableFuture<Optional<T>> each : calls) {
      try {
        answers.add(each.join());
      } catch (CompletionException e) {
        throw e.getCause() instanceof HabeasException ours ? ours : e;
      }
    }
    return answers;
  }

  private <T> Optional<T> answer(int custodian, Function<OwnerSession, T> question) {
    try {
      return Optional.of(question.apply(doors.get(custodian).session()));
    } catch (RuntimeException e) {
      // Whatever one custodian does, the others are asked: it counts as silent.
      LOG.warn(
          "custodian {} does not answer: {}",
          custodians.get(custodian).name(),
          e.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  /** Enters a custodian at its first use, and again after it failed to open. */
  private static final class Lazy {
    private final Supplier<OwnerSession> door;
    private @org.jspecify.annotations.Nullable OwnerSession open;

    Lazy(Supplier<OwnerSession> door) {
      this.door = door;
    }

    synchronized OwnerSession session() {
      OwnerSession session = open;
      if (session == null) {
        session = door.get();
        open = session;
      }
      return session;
    }
  }

  /** Stops the workers; the custodians themselves belong to the caller. */
  @Override
  public void close() {
    executor.shutdown();
  }
}
