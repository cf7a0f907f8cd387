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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One access of a holder: recorded in the ledger first, then shown to every custodian, each of which decides by itself.
 * Not thread-safe.
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
    for (int custodian = 0; custodian < holder.custodians().size(); custodian++) {
      doors.ask(custodian, event);
    }
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
    return new AccessEvent(
        holder.chain(), holder.holderName(), request, number, now, subject, opening);
  }

  private void ask(int index, AccessEvent event) {
    Custodian custodian = holder.custodians().get(index);
    String name = holder.names().get(index);
    try {
      byte[] nonce = custodian.challenge();
      Admission admission = custodian.admit(claim(new Challenge(name, nonce), event));
      if (admission instanceof Admission.Admitted admitted) {
        sessions.add(admitted.session());
        return;
      }
      if (admission instanceof Admission.Refused refused) {
        refusal = Optional.of(refused.deny());
      }
    } catch (RuntimeException e) {
      // Whatever one custodian does, the others are asked.
      refusal = Optional.of(
          new Decision.Deny(ErrorCode.CUSTODIAN_REFUSED, "custodian " + name + " does not answer"));
    }
    sessions.add(null);
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
  public Optional<Decision.Deny> refusal() {
    return refusal;
  }

  /** Whether a custodian that had let the holder in refused later: revoked or expired in the middle of the read. */
  boolean isStopped() {
    return stopped;
  }

  /** Whether fewer than half of the custodians let the holder in: some page might not be among theirs. */
  boolean isThin() {
    return 2 * admitted().size() < sessions.size();
  }

  /** Leaves an item with everybody who let the holder in; how many keep it. */
  int deposit(byte[] item) {
    int kept = 0;
    for (ReleaseSession session : admitted()) {
      try {
        ReleaseSession.Deposited deposited = session.deposit(item);
        if (deposited instanceof ReleaseSession.Refused refused) {
          refusal = Optional.of(refused.deny());
        } else {
          kept++;
        }
      } catch (RuntimeException e) {
        refusal = Optional.of(new Decision.Deny(
            ErrorCode.CUSTODIAN_REFUSED, "a custodian failed to keep the deposit"));
      }
    }
    return kept;
  }

  /** What the patient's directives forbid, by any custodian that let the holder in; empty if none of them could say. */
  Optional<Set<Directive>> directives() {
    Set<Directive> told = new HashSet<>();
    boolean answered = false;
    for (ReleaseSession session : admitted()) {
      try {
        told.addAll(session.directives());
        answered = true;
      } catch (RuntimeException e) {
        refusal = Optional.of(new Decision.Deny(
            ErrorCode.CUSTODIAN_REFUSED, "a custodian could not say what the patient forbids"));
      }
    }
    return answered ? Optional.of(told) : Optional.empty();
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
  public Optional<Placement> placement(Manifest manifest) {
    return holder
        .roster(this::newestRoster)
        .placement(manifest.objectId(), manifest.seats(), manifest.total());
  }

  /** A custodian may have an earlier one, and can't make one: the greatest version counts. */
  private Optional<Roster> newestRoster() {
    return IntStream.range(0, custodians().size())
        .mapToObj(custodian -> fetch(custodian, Roster.NAME))
        .flatMap(Optional::stream)
        .flatMap(item -> Roster.verified(holder.vaultKey(), item).stream())
        .max(Comparator.comparingInt(Roster::version));
  }

  @Override
  public Optional<byte[]> fetch(int custodian, ItemName name) {
    ReleaseSession session = sessions.get(custodian);
    if (session == null) {
      return Optional.empty();
    }
    try {
      ReleaseSession.Fetched fetched = session.fetch(name);
      if (fetched instanceof ReleaseSession.Refused refused) {
        refusal = Optional.of(refused.deny());
        stopped = true;
      }
      return fetched instanceof ReleaseSession.Found found
          ? Optional.of(found.content())
          : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }
}
