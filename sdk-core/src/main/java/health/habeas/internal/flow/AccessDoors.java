// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.grant.AccessRequest;
import health.habeas.grant.Challenge;
import health.habeas.grant.Decision;
import health.habeas.grant.Directive;
import health.habeas.grant.Possession;
import health.habeas.grant.Presentation;
import health.habeas.grant.Stamp;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.erasure.Manifest;
import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.Outcome;
import health.habeas.shard.AccessClaim;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.Admission;
import health.habeas.shard.Custodian;
import health.habeas.shard.ItemName;
import health.habeas.shard.ReleaseSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One access of a holder: recorded in the ledger first, then shown to every custodian, each of which decides by itself.
 * Thread-safe.
 */
final class AccessDoors implements ItemSource {
  private final HolderSession holder;
  private final List<@Nullable ReleaseSession> sessions = new ArrayList<>();
  private final InclusionBundle receipt;
  private Optional<Decision.Deny> refusal = Optional.empty();
  private boolean stopped;

  /**
   * Records the access and asks for admission.
   *
   * @param holder who asks
   * @param request what for
   * @param subject for a deposit its digest, else empty
   */
  static AccessDoors open(HolderSession holder, AccessRequest request, byte[] subject) {
    AccessEvent event = record(holder, request, subject);
    InclusionBundle receipt = new Anchors(holder.ledger()).prove(event.entry());
    AccessDoors doors = new AccessDoors(holder, receipt);
    doors.knock(event);
    return doors;
  }

  private AccessDoors(HolderSession holder, InclusionBundle receipt) {
    this.holder = holder;
    this.receipt = receipt;
  }

  /** Takes the next free number of the root grant; another holder below it may be quicker. */
  private static AccessEvent record(HolderSession holder, AccessRequest request, byte[] subject) {
    while (true) {
      long number = holder.nextAccess();
      AccessEvent event = event(holder, request, number, subject);
      Outcome outcome = holder.ledger().append(event.entry());
      if (outcome instanceof Outcome.InDoubt) {
        outcome = holder.ledger().append(event.entry());
      }
      if (outcome instanceof Outcome.Acked || outcome instanceof Outcome.Duplicate) {
        holder.accessed(number);
        return event;
      }
      if (outcome instanceof Outcome.InDoubt) {
        throw new StorageException(
            ErrorCode.LEDGER_IN_DOUBT, "the ledger did not say whether it recorded the access");
      }
      // Never skip a number: custodians refuse a gap, because the patient would stop counting
      // there.
      if (holder.nextAccess() == number) {
        throw new StorageException(
            ErrorCode.LEDGER_REJECTED, "the ledger refused to record the access");
      }
    }
  }

  private static AccessEvent event(
      HolderSession holder, AccessRequest request, long number, byte[] subject) {
    byte[] opening = new byte[Sha256.SIZE_BYTES];
    holder.around().random().nextBytes(opening);
    Instant now = holder.around().clock().instant();
    byte[] accessor = holder.sealedAccessor(AccessEvent.id(holder.chain().root(), number));
    return new AccessEvent(
        holder.chain(), holder.holderName(), request, number, now, subject, accessor, opening);
  }

  /** Asks all of them; who has not answered when most have, and a little time has passed, is none of them that let the holder in. */
  private void knock(AccessEvent event) {
    Map<Integer, Decision.Deny> refusals = new HashMap<>();
    Requests.Answers<ReleaseSession> answers = requests()
        .ask(
            Inquiry.ofAll(custodians().size()),
            custodian -> Optional.of(ask(custodian, event)),
            (custodian, admission) -> {
              if (admission instanceof Admission.Admitted admitted) {
                return new Requests.Good<>(admitted.session());
              }
              if (admission instanceof Admission.Refused refused) {
                refusals.put(custodian, refused.deny());
              }
              return new Requests.Useless<>();
            });
    for (int custodian = 0; custodian < custodians().size(); custodian++) {
      ReleaseSession session = answers.good().get(custodian);
      sessions.add(session);
      if (session == null) {
        refuse(Optional.ofNullable(refusals.get(custodian)).orElse(silent(custodian)));
      }
    }
  }

  private Admission ask(int index, AccessEvent event) {
    Custodian custodian = holder.custodians().get(index);
    byte[] nonce = custodian.challenge();
    return custodian.admit(claim(new Challenge(custodians().get(index), nonce), event));
  }

  private Decision.Deny silent(int custodian) {
    return new Decision.Deny(
        ErrorCode.CUSTODIAN_REFUSED,
        "custodian " + custodians().get(custodian) + " does not answer");
  }

  private synchronized void refuse(Decision.Deny deny) {
    refusal = Optional.of(deny);
  }

  private AccessClaim claim(Challenge challenge, AccessEvent event) {
    Stamp stamp = Stamp.fresh(holder.around().clock().instant(), holder.around().random());
    byte[] possession =
        new Possession(event.chain(), event.request(), challenge, stamp).sign(holder.signer());
    Presentation presentation = new Presentation(event.chain().bytes(), possession);
    return new AccessClaim(presentation, challenge.nonce(), event, receipt.bytes());
  }

  /** The access's place in the ledger, proven. */
  InclusionBundle receipt() {
    return receipt;
  }

  /** The refusal of one of the custodians that let nobody in; empty when all did. */
  @Override
  public synchronized Optional<Decision.Deny> refusal() {
    return refusal;
  }

  /** Whether a custodian that had let the holder in refused later: revoked or expired in the middle of the read. */
  synchronized boolean isStopped() {
    return stopped;
  }

  /** Whether fewer than half of the custodians let the holder in: some page might not be among theirs. */
  boolean isThin() {
    return 2 * admitted().size() < sessions.size();
  }

  /** Leaves an item with everybody who let the holder in; how many keep it. */
  int deposit(byte[] item) {
    Set<Integer> refused = new HashSet<>();
    Requests.Answers<ReleaseSession.Deposited> answers = requests()
        .ask(
            Inquiry.ofAll(custodians().size()),
            custodian -> session(custodian).map(session -> session.deposit(item)),
            (custodian, deposited) -> {
              if (deposited instanceof ReleaseSession.Refused no) {
                refuse(no.deny());
                refused.add(custodian);
                return new Requests.Useless<>();
              }
              return new Requests.Good<>(deposited);
            });
    answers.missing().stream()
        .filter(custodian -> session(custodian).isPresent() && !refused.contains(custodian))
        .forEach(custodian -> refuse(new Decision.Deny(
            ErrorCode.CUSTODIAN_REFUSED, "a custodian failed to keep the deposit")));
    return answers.good().size();
  }

  /** What the patient's directives forbid, by any custodian that let the holder in; empty if none of them could say. */
  Optional<Set<Directive>> directives() {
    Requests.Answers<List<Directive>> answers = requests()
        .ask(
            Inquiry.ofAll(custodians().size()),
            custodian -> session(custodian).map(ReleaseSession::directives),
            (custodian, directives) -> new Requests.Good<>(directives));
    answers.missing().stream()
        .filter(custodian -> session(custodian).isPresent())
        .forEach(custodian -> refuse(new Decision.Deny(
            ErrorCode.CUSTODIAN_REFUSED, "a custodian could not say what the patient forbids")));
    Set<Directive> told = new HashSet<>();
    answers.good().values().forEach(told::addAll);
    return answers.good().isEmpty() ? Optional.empty() : Optional.of(told);
  }

  private Optional<ReleaseSession> session(int custodian) {
    return Optional.ofNullable(sessions.get(custodian));
  }

  /** Every copy of an item that comes, in the custodians' order. */
  List<byte[]> everywhere(ItemName name) {
    Requests.Answers<byte[]> answers = requests()
        .ask(
            Inquiry.ofAll(custodians().size()),
            custodian -> fetch(custodian, name),
            (custodian, copy) -> new Requests.Good<>(copy));
    return List.copyOf(answers.good().values());
  }

  List<ReleaseSession> admitted() {
    List<ReleaseSession> open = new ArrayList<>();
    for (@Nullable ReleaseSession session : sessions) {
      if (session != null) {
        open.add(session);
      }
    }
    return open;
  }

  @Override
  public List<String> custodians() {
    return holder.names();
  }

  @Override
  public Requests requests() {
    return holder.requests();
  }

  @Override
  public Optional<Placement> placement(Manifest manifest) {
    return holder
        .roster(this::newestRoster)
        .placement(manifest.objectId(), manifest.seats(), manifest.total());
  }

  /** A custodian may have an earlier one, and can't make one: the greatest version counts. */
  private Optional<Roster> newestRoster() {
    return everywhere(Roster.NAME).stream()
        .flatMap(item -> Roster.verified(holder.vaultKey(), item).stream())
        .max(Comparator.comparingInt(Roster::version));
  }

  @Override
  public Optional<byte[]> fetch(int custodian, ItemName name) {
    return session(custodian).flatMap(session -> found(session.fetch(name)));
  }

  @Override
  public Optional<byte[]> fetch(int custodian, ItemName name, int offset, int length) {
    return session(custodian).flatMap(session -> found(session.fetch(name, offset, length)));
  }

  private Optional<byte[]> found(ReleaseSession.Fetched fetched) {
    if (fetched instanceof ReleaseSession.Refused refused) {
      stop(refused.deny());
    }
    return fetched instanceof ReleaseSession.Found found
        ? Optional.of(found.content())
        : Optional.empty();
  }

  private synchronized void stop(Decision.Deny deny) {
    refusal = Optional.of(deny);
    stopped = true;
  }
}
