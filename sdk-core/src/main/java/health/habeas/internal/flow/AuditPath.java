// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.erasure.Manifest;
import health.habeas.shard.AuditPass;
import health.habeas.shard.AuditPlan;
import health.habeas.shard.AuditQuestion;
import health.habeas.shard.AuditTicket;
import health.habeas.shard.Custodian;
import health.habeas.shard.CustodianAudit;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The way of an audit: which shard should be where, from the manifests that custodians keep, and asking for it. */
public final class AuditPath {
  /** The longest that an audit may take. */
  private static final Duration MAX_DURATION = Duration.ofDays(1);

  /** For clocks that differ, and the reading of manifests. */
  private static final Duration SPARE = Duration.ofHours(1);

  private static final Pattern OBJECT = Pattern.compile("[0-9a-f]{64}");

  private AuditPath() {}

  /**
   * What an audit found.
   *
   * @param custodians one for each
   * @param objects how many objects were audited
   * @param unreadable how many objects have no sound manifest at any custodian that answers
   */
  public record Audited(List<CustodianAudit> custodians, int objects, int unreadable) {}

  /** A plan, and how many objects are not in it for want of a sound manifest. */
  private record Planned(AuditPlan plan, int unreadable) {}

  /** What is to be asked; the asking itself needs the vault no more, so that other calls go on meanwhile. */
  static Supplier<Audited> audit(VaultSession session, int samples, Duration atMost) {
    requireDuration(atMost);
    if (samples < 1) {
      throw new InvalidInputException(
          ErrorCode.AUDIT_REFUSED, "an audit takes at least one sample of each custodian");
    }
    Planned planned = planned(session, atMost.plus(SPARE));
    AuditPlan plan = planned.plan();
    return () -> new Audited(
        proven(
            session,
            beside(
                session.replicas(), atMost, (name, asking) -> plan.audit(name, asking, samples))),
        plan.objects(),
        planned.unreadable());
  }

  /** With the proof of each loss for which there is a receipt. */
  private static List<CustodianAudit> proven(VaultSession session, List<CustodianAudit> audits) {
    return audits.stream()
        .map(audit -> audit.and(audit.shortfalls().stream()
            .flatMap(shortfall -> CustodyReceipts.proof(session, shortfall).stream())
            .toList()))
        .toList();
  }

  private static void requireDuration(Duration atMost) {
    if (atMost.isNegative() || atMost.isZero() || atMost.compareTo(MAX_DURATION) > 0) {
      throw new InvalidInputException(
          ErrorCode.AUDIT_REFUSED,
          "an audit takes some time, and at most " + MAX_DURATION.toHours() + " hours");
    }
  }

  static AuditPlan plan(VaultSession session, Duration validity) {
    if (validity.isNegative() || validity.compareTo(AuditPass.MAX_VALIDITY) > 0) {
      throw new InvalidInputException(
          ErrorCode.AUDIT_REFUSED,
          "a plan holds at most " + AuditPass.MAX_VALIDITY.toDays() + " days");
    }
    return planned(session, validity).plan();
  }

  /** The same by ticket; the tickets are used up when this returns. */
  static Supplier<Audited> byTicket(VaultSession session, int objects, Duration atMost) {
    requireDuration(atMost);
    if (objects < 1) {
      throw new InvalidInputException(
          ErrorCode.AUDIT_REFUSED,
          "an audit by ticket asks for at least one shard of each custodian");
    }
    AuditPlan plan = begin(session, atMost.plus(SPARE)).build();
    List<List<AuditTicket>> tickets = tickets(session, objects);
    if (tickets.stream().allMatch(List::isEmpty)) {
      throw new InvalidInputException(
          ErrorCode.AUDIT_REFUSED,
          "no shard has an unused ticket; only what is put after VaultBuilder.auditTickets gets some");
    }
    List<String> names = session.replicas().names();
    return () -> new Audited(
        proven(
            session,
            beside(
                session.replicas(),
                atMost,
                (name, asking) -> plan.redeem(name, asking, tickets.get(names.indexOf(name))))),
        tickets.stream().mapToInt(List::size).sum(),
        0);
  }

  /** For each custodian so many tickets, of objects drawn at random; fewer where there are no more. */
  private static List<List<AuditTicket>> tickets(VaultSession session, int objects) {
    Replicas replicas = session.replicas();
    Set<ItemName> present = new HashSet<>(replicas.list(ItemKind.AUDIT_TICKET));
    List<ItemName> manifests = new ArrayList<>(replicas.list(ItemKind.MANIFEST));
    try (AuditTickets tickets = new AuditTickets(session.keys())) {
      List<List<AuditTicket>> all = new ArrayList<>();
      for (String custodian : replicas.names()) {
        Collections.shuffle(manifests, session.around().random());
        List<AuditTicket> mine = new ArrayList<>();
        for (int i = 0; i < manifests.size() && mine.size() < objects; i++) {
          found(session, manifests.get(i))
              .ifPresent(found -> found
                  .placement()
                  .shardOf(custodian)
                  .ifPresent(shard -> tickets
                      .take(replicas, present, found.manifest(), found.signed(), shard)
                      .ifPresent(mine::add)));
        }
        all.add(mine);
      }
      return all;
    }
  }

  private static AuditPlan.Builder begin(VaultSession session, Duration validity) {
    Instant until = session.around().clock().instant().plus(validity);
    AuditPass pass = AuditPass.of(session.keys(), session.owner().suite(), until);
    AuditPlan.Builder plan =
        AuditPlan.builder(session.owner().card(), pass, session.replicas().names());
    session.state().custodianKeys().forEach(plan::key);
    return plan;
  }

  private static Planned planned(VaultSession session, Duration validity) {
    AuditPlan.Builder plan = begin(session, validity);
    List<String> custodians = session.replicas().names();
    int unreadable = 0;
    for (ItemName name : session.replicas().list(ItemKind.MANIFEST)) {
      boolean added = found(session, name)
          .filter(found -> plan.add(found.signed(), shards(found.placement(), custodians)))
          .isPresent();
      unreadable += added ? 0 : 1;
    }
    return new Planned(plan.build(), unreadable);
  }

  /** A sound copy of a manifest, and where its shards should be. */
  private record Found(byte[] signed, Manifest manifest, Placement placement) {}

  /** Any custodian's copy will do that the patient signed; an altered one is passed over. */
  private static Optional<Found> found(VaultSession session, ItemName name) {
    if (!OBJECT.matcher(name.name()).matches()) {
      return Optional.empty();
    }
    byte[] objectId = HexFormat.of().parseHex(name.name());
    return session
        .replicas()
        .first(name, copy -> found(session, objectId, copy).isPresent())
        .flatMap(copy -> found(session, objectId, copy));
  }

  private static Optional<Found> found(VaultSession session, byte[] objectId, byte[] copy) {
    return Manifest.verified(copy, session.keys().key().bytes(), objectId)
        .flatMap(manifest -> session
            .state()
            .roster()
            .placement(objectId, manifest.seats(), manifest.total())
            .map(placement -> new Found(copy, manifest, placement)));
  }

  /** For each custodian the shard that it should have, −1 for none. */
  private static int[] shards(Placement placement, List<String> custodians) {
    return custodians.stream()
        .mapToInt(name -> placement.shardOf(name).orElse(-1))
        .toArray();
  }

  /** One custodian's audit, by its name and how it is asked. */
  @FunctionalInterface
  private interface Questioning {
    CustodianAudit of(String custodian, Function<AuditQuestion, byte[]> asking);
  }

  /**
   * Each custodian at its own pace: a slow one must prove as much as the others, so it is not passed over; but nobody is waited
   * for when the time is over.
   */
  private static List<CustodianAudit> beside(
      Replicas replicas, Duration atMost, Questioning questioning) {
    List<String> names = replicas.names();
    long end = Ticker.SYSTEM.nanos() + atMost.toNanos();
    ExecutorService workers = Executors.newFixedThreadPool(names.size(), task -> {
      Thread thread = new Thread(task, "habeas-audit");
      thread.setDaemon(true);
      return thread;
    });
    try {
      List<CompletableFuture<CustodianAudit>> audits = IntStream.range(0, names.size())
          .mapToObj(c -> CompletableFuture.supplyAsync(
              () -> questioning.of(names.get(c), until(end, replicas, c)), workers))
          .toList();
      return audits.stream().map(CompletableFuture::join).toList();
    } finally {
      workers.shutdown();
    }
  }

  /** One that does not answer a question is not asked another, until it does. */
  private static Function<AuditQuestion, byte[]> until(long end, Replicas replicas, int custodian) {
    Custodian asked = replicas.custodians().get(custodian);
    return question -> {
      Duration left = Duration.ofNanos(end - Ticker.SYSTEM.nanos());
      Duration patience = left.compareTo(Replicas.PATIENCE) < 0 ? left : Replicas.PATIENCE;
      return replicas.auditing(custodian).ask(() -> asked.audit(question), patience);
    };
  }
}
