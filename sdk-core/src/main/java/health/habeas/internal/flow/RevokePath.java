// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.error.StorageException;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantId;
import health.habeas.grant.GrantVerifier;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.flow.VaultEvent.PageRef;
import health.habeas.internal.flow.VaultState.Generation;
import health.habeas.internal.flow.VaultState.Issued;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.ledger.InclusionBundle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a grant ends: the journal records the wish (REQUESTED), the ledger gets the preimage of the status handle and the
 * custodians follow it (FENCED), then every compartment that the grant could open gets new keys, sealed to each survivor
 * (ROTATED). Each step can be repeated, so a crash between them is finished at the next opening. {@link RewrapPath} does
 * the last one (REWRAPPED).
 */
public final class RevokePath {
  private static final Logger LOG = LoggerFactory.getLogger(RevokePath.class);

  private RevokePath() {}

  /**
   * What was done, by this call or an earlier one.
   *
   * @param receipt the revocation's place in the ledger, proven
   * @param fenced custodians that now deny
   * @param reached the last step that is done, and all before it
   * @param rotated compartments with new keys
   * @param rewrapped slots that were wrapped anew
   * @param survivors grants that got the new keys
   */
  public record Revoked(
      InclusionBundle receipt,
      int fenced,
      Reached reached,
      int rotated,
      int rewrapped,
      int survivors) {}

  /** The steps, in order. */
  public enum Reached {
    /** The journal has the wish. */
    REQUESTED,
    /** So many custodians deny that the others can't serve a record. */
    FENCED,
    /** What is put has keys that the grant lacks. */
    ROTATED,
    /** Nothing is left that the grant's keys open. */
    REWRAPPED
  }

  static Revoked revoke(VaultSession session, GrantId id) {
    session.settle();
    Issued grant = session
        .state()
        .issued(id)
        .orElseThrow(() -> new InvalidInputException(
            ErrorCode.GRANT_UNKNOWN, "no grant with the id " + id + " was given by this vault"));
    if (!grant.revoked()) {
      session.commit(VaultEvent.GrantRevoked.root(id));
    }
    return finish(session, grant);
  }

  /** Ends one link and what is below it; the links above go on. */
  static Revoked revoke(VaultSession session, GrantChain chain) {
    session.settle();
    GrantId id = chain.id();
    if (chain.grants().size() > 1 && session.state().issued(id).isEmpty()) {
      requireDerived(session, chain);
      session.commit(VaultEvent.GrantRevoked.below(chain));
    }
    return revoke(session, id);
  }

  /** What a root grant's preimage does not lead to, its publication does not end. */
  private static void requireDerived(VaultSession session, GrantChain chain) {
    if (session.state().issued(chain.root().id()).isEmpty()) {
      throw new InvalidInputException(
          ErrorCode.GRANT_UNKNOWN,
          "no grant with the id " + chain.root().id() + " was given by this vault");
    }
    try (Secret preimage = GrantPath.statusPreimage(session.keys(), chain)) {
      if (!RevocationEntry.ends(chain.last().binding().status(), preimage)) {
        throw new InvalidInputException(
            ErrorCode.REVOCATION_INVALID,
            "grant " + chain.id() + " has a status handle of its issuer's own making");
      }
    }
  }

  /**
   * Ends in the journal what holders renounced: the ledger has the preimage, and custodians deny. {@link #resume}
   * makes new keys, as after a revocation by the patient.
   */
  static void takeRenounced(VaultSession session) {
    for (Issued grant : live(session)) {
      if (isRenounced(session, grant)) {
        session.commit(VaultEvent.GrantRevoked.root(grant.chain().id()));
      }
    }
  }

  /**
   * Ends in the journal, for {@link #resume}, break-glass grants that were used, and whose 24 hours are over by the ledger (L41): custodians count from what they
   * saw themselves, and those that a vault moved to saw nothing.
   */
  static void endBroken(VaultSession session) {
    for (Issued grant : live(session)) {
      if (BreakGlassKey.isFor(grant.chain().root().permission()) && isBroken(session, grant)) {
        session.commit(VaultEvent.GrantRevoked.root(grant.chain().id()));
      }
    }
  }

  /** Nobody knows when an access was that no custodian tells of: it may have been long ago. */
  private static boolean isBroken(VaultSession session, Issued grant) {
    Instant dayAgo = session.around().clock().instant().minus(GrantVerifier.BREAK_GLASS);
    return DisclosurePath.first(session, grant)
        .filter(
            first -> first.event().filter(event -> event.time().isAfter(dayAgo)).isEmpty())
        .isPresent();
  }

  /** The same of links further down, as far as their chains were seen. */
  static void takeEndedBelow(VaultSession session) {
    for (GrantChain chain : session.delegated().ended(session)) {
      session.commit(VaultEvent.GrantRevoked.below(chain));
    }
  }

  private static boolean isRenounced(VaultSession session, Issued grant) {
    try (Secret preimage = GrantPath.statusPreimage(session.keys(), grant.chain())) {
      return RevocationEntry.isPublished(session.ledger(), preimage);
    }
  }

  /** The grants of this vault that are neither revoked nor over. */
  static List<Issued> live(VaultSession session) {
    Instant now = session.around().clock().instant();
    return session.state().grants().stream()
        .filter(g -> !g.revoked() && !g.chain().last().permission().window().isOver(now))
        .toList();
  }

  /** Finishes what a crash or an error cut off after REQUESTED. */
  static void resume(VaultSession session) {
    List<Issued> cutOff = cutOff(session);
    // Denied first, all of them: no rotation may hand its keys to another one's grant.
    cutOff.forEach(grant -> publish(session, grant));
    cutOff.forEach(grant -> rotate(session, grant));
    KeyRevocationPath.resume(session);
    rotateMoved(session);
  }

  /** The same before a move, which is also a way out of custodians that have no room for new keys: what ended must be denied. */
  static void resumeBeforeMove(VaultSession session) {
    cutOff(session).forEach(grant -> publish(session, grant));
    try {
      resume(session);
    } catch (StorageException e) {
      // The archive begins at epochs that are safe without it.
      LOG.warn("exporting with a rotation that is cut off: {}", e.code().id());
    }
  }

  private static List<Issued> cutOff(VaultSession session) {
    return session.state().unrotated().stream()
        .flatMap(id -> session.state().issued(id).stream())
        .toList();
  }

  /** Ends a root grant as a consequence of something else; what fails is thrown, and done by the next call. */
  static void end(VaultSession session, GrantId id) {
    session.commit(VaultEvent.GrantRevoked.root(id));
    Issued grant = session.state().issued(id).orElseThrow();
    publish(session, grant);
    rotate(session, grant);
  }

  /** New keys for the compartments that a record was moved out of: their current ones still open its old place. */
  static void rotateMoved(VaultSession session) {
    Set<CompartmentId> touched = session.state().generations().unrotatedMoves();
    if (!touched.isEmpty()) {
      rotate(session, touched);
    }
  }

  /** Revokes in a new ledger what an old one revoked: its keys were rotated before the move, and the epochs came along. */
  static void republish(VaultSession session, GrantId id) {
    Issued grant = session.state().issued(id).orElseThrow();
    if (!grant.revoked()) {
      session.commit(VaultEvent.GrantRevoked.root(id));
    }
    publish(session, grant);
    List<PageRef> epochs = session.state().opened(grant).stream()
        .map(c -> new PageRef(c, session.state().generations().epoch(c), 0))
        .toList();
    session.commit(new VaultEvent.KeysUpdated(id.bytes(), epochs, List.of()));
  }

  private static Revoked finish(VaultSession session, Issued grant) {
    InclusionBundle receipt = publish(session, grant);
    int fenced = session.replicas().fenced(receipt.position());
    Reached reached = rotateAfter(session, grant, session.replicas().isFence(fenced));
    return new Revoked(
        receipt, fenced, reached, grant.rotated().size(), grant.rewrapped(), grant.survivors());
  }

  /** Where custodians deny already, a rotation that fails is no failed revocation: the next call or opening finishes it. */
  private static Reached rotateAfter(VaultSession session, Issued grant, boolean fenced) {
    try {
      if (isUnrotated(session, grant)) {
        // Before the hand-out, so that who left gets no new keys.
        takeRenounced(session);
        KeyRevocationPath.exchange(session);
      }
      resume(session);
    } catch (StorageException e) {
      if (!fenced) {
        throw e;
      }
      LOG.warn(
          "a revocation is fenced, and what follows is cut off: {}", e.code().id());
    }
    if (!fenced) {
      return Reached.REQUESTED;
    }
    if (isUnrotated(session, grant)) {
      return Reached.FENCED;
    }
    return session.state().isRewrapped(grant) ? Reached.REWRAPPED : Reached.ROTATED;
  }

  private static void rotate(VaultSession session, Issued grant) {
    if (isUnrotated(session, grant)) {
      rotate(session, grant.chain().id().bytes(), session.state().opened(grant));
    }
  }

  private static boolean isUnrotated(VaultSession session, Issued grant) {
    return session.state().unrotated().contains(grant.chain().id());
  }

  /** One more epoch for each of these compartments, handed to whoever lives and reaches it. */
  static void rotate(VaultSession session, Collection<CompartmentId> touched) {
    rotate(session, new byte[0], touched);
  }

  static void rotate(VaultSession session, byte[] revoked, Collection<CompartmentId> touched) {
    Set<Generation> fresh = new HashSet<>();
    touched.forEach(
        c -> fresh.add(new Generation(c, session.state().generations().epoch(c) + 1)));
    List<KeyUpdate> updates = handOut(session, fresh);
    List<PageRef> epochs = new ArrayList<>();
    fresh.forEach(g -> epochs.add(new PageRef(g.compartment(), g.epoch(), 0)));
    session.commit(new VaultEvent.KeysUpdated(
        revoked, epochs, updates.stream().map(KeyUpdate::handed).toList()));
  }

  /** Stores new keys for every grant that lives and reaches one of these generations, delegated ones too; the caller commits them. */
  static List<KeyUpdate> handOut(VaultSession session, Set<Generation> fresh) {
    Stream<KeyUpdate> given =
        live(session).stream().flatMap(grant -> updates(session, grant, fresh).stream());
    Stream<KeyUpdate> handedOn = session.delegated().live(session).stream()
        .map(session.state()::below)
        .flatMap(to -> GrantPath.updates(session, to, fresh).stream());
    List<KeyUpdate> updates = Stream.concat(given, handedOn).toList();
    // A crash may have left an update under this name, sealed with other randomness: the newer one
    // counts.
    updates.forEach(update -> session.replicas().heal(update.name(), update.sealed()));
    return updates;
  }

  /** None for a grant that its holder renounced, whether the journal has that yet or not. */
  private static List<KeyUpdate> updates(
      VaultSession session, Issued grant, Set<Generation> fresh) {
    List<KeyUpdate> updates = GrantPath.updates(session, grant.recipient(), fresh);
    // The ledger is asked last: mostly there is nothing to hand out.
    return updates.isEmpty() || isRenounced(session, grant) ? List.of() : updates;
  }

  /**
   * Gives live grants the keys of reached compartments that had no records when the grant was made, such as a new
   * combination of labels. Repeatable: what was handed out is in the journal.
   */
  static void handOutMissing(VaultSession session) {
    List<KeyUpdate> updates = handOut(session, session.state().generations().grantable());
    if (!updates.isEmpty()) {
      session.commit(new VaultEvent.KeysUpdated(
          new byte[0], List.of(), updates.stream().map(KeyUpdate::handed).toList()));
    }
  }

  private static InclusionBundle publish(VaultSession session, Issued grant) {
    try (Secret preimage = GrantPath.statusPreimage(session.keys(), grant.chain())) {
      return RevocationEntry.publish(session.ledger(), preimage);
    }
  }
}
