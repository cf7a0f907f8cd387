// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.Grant;
import health.habeas.grant.GrantChain;
import health.habeas.grant.GrantId;
import health.habeas.grant.GrantSigner;
import health.habeas.grant.PatientKeyView;
import health.habeas.grant.RevocationStatement;
import health.habeas.grant.VaultId;
import health.habeas.internal.flow.VaultState.EndedKey;
import health.habeas.internal.flow.VaultState.Issued;
import health.habeas.internal.keytree.CompartmentId;
import health.habeas.key.HybridKey;
import health.habeas.key.VerifyKey;
import health.habeas.ledger.Entry;
import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.Ledger;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How a key ends in one vault, or what it issued so far: the journal has the statement, the ledger its entry, each custodian
 * takes it and denies from then on. Root grants that end with it end as by {@link RevokePath}; what its chains below reach
 * gets new keys. Each step can be repeated, so a crash between them is finished at the next opening.
 */
public final class KeyRevocationPath {
  private KeyRevocationPath() {}

  /**
   * What was done, by this call or an earlier one.
   *
   * @param receipt the statement's place in the ledger, proven
   * @param taken custodians that now deny
   * @param fenced whether the others can't serve a record
   * @param rotated compartments with new keys beside those of the grants
   * @param grants the root grants that ended
   */
  public record Ended(
      InclusionBundle receipt, int taken, boolean fenced, int rotated, List<GrantId> grants) {}

  /**
   * What a holder said of its own key.
   *
   * @param taken custodians that now deny
   * @param receipt the statement's place in the ledger, proven
   */
  public record Published(int taken, InclusionBundle receipt) {}

  static Ended revokeKey(VaultSession session, VerifyKey key) {
    if (key.equals(session.owner().key())) {
      throw new InvalidInputException(
          ErrorCode.REVOCATION_INVALID,
          "a vault's own root key can't end while the vault lives; end what it issued before a position");
    }
    return revoke(
        session,
        RevocationStatement.ofKey(
            session.vault(),
            key,
            session.owner().signer(),
            session.around().random(),
            session.owner().records()));
  }

  static Ended revokeIssuedBefore(VaultSession session, VerifyKey issuer, long position) {
    return revoke(
        session,
        RevocationStatement.issuedBefore(
            session.vault(),
            issuer,
            position,
            session.owner().signer(),
            session.around().random(),
            session.owner().records()));
  }

  private static Ended revoke(VaultSession session, RevocationStatement wish) {
    session.settle();
    RevokePath.resume(session);
    if (session.state().endedKey(wish).isEmpty()) {
      session.commit(new VaultEvent.KeyRevoked(wish.bytes()));
    }
    return finish(session, session.state().endedKey(wish).orElseThrow());
  }

  /** Finishes what was cut off after the journal had it. */
  static void resume(VaultSession session) {
    session.state().endedKeys().stream()
        .filter(key -> !key.isFinished())
        .forEach(key -> finish(session, key));
  }

  /**
   * Brings custodians what they lack, and takes in what holders said of their own keys.
   */
  static void exchange(VaultSession session) {
    Set<ItemName> kept = session.replicas().list(ItemKind.REVOCATION);
    for (ItemName name : kept) {
      session.replicas().copies(name).stream()
          .flatMap(Optional::stream)
          .flatMap(copy -> holders(session, copy).stream())
          .findFirst()
          .filter(statement -> session.state().endedKey(statement).isEmpty())
          .filter(statement -> isKnown(session, statement.key()))
          .ifPresent(statement -> session.commit(new VaultEvent.KeyRevoked(statement.bytes())));
    }
    resume(session);
    session.state().endedKeys().forEach(key -> session.replicas().revoke(key.statement()));
  }

  /** A stranger's key opens and allows nothing, so its end is not the patient's business. */
  private static boolean isKnown(VaultSession session, VerifyKey key) {
    return Stream.concat(
            session.state().grants().stream().map(Issued::chain),
            session.delegated().known(session).stream())
        .flatMap(chain -> chain.grants().stream())
        .anyMatch(grant ->
            grant.parties().issuer().equals(key) || grant.parties().holder().equals(key));
  }

  /** What a custodian keeps is looked at again: it is not trusted with what has effect. */
  private static Optional<RevocationStatement> holders(VaultSession session, byte[] copy) {
    try {
      RevocationStatement statement = RevocationStatement.parse(copy);
      Entry entry = statement.entry();
      boolean sound = statement.vault().equals(session.vault())
          && statement.isPermitted(PatientKeyView.rootKeys())
          && new Anchors(session.ledger())
              .find(entry.id().bytes())
              .filter(stored -> stored.entry().equals(entry))
              .isPresent();
      return sound ? Optional.of(statement) : Optional.empty();
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  private static Ended finish(VaultSession session, EndedKey ended) {
    RevocationStatement statement = ended.statement();
    InclusionBundle receipt = publish(session.ledger(), statement);
    int taken = session.replicas().revoke(statement);
    List<Issued> grants = session.state().grants().stream()
        .filter(grant -> ends(statement, grant.chain()))
        .toList();
    grants.stream()
        .filter(grant -> !grant.revoked())
        .forEach(grant -> RevokePath.end(session, grant.chain().id()));
    if (!ended.isFinished()) {
      byte[] id = statement.entry().id().bytes();
      RevokePath.rotate(session, id, below(session, statement));
    }
    return new Ended(
        receipt,
        taken,
        session.replicas().isFence(taken),
        ended.rotated().size(),
        grants.stream().map(grant -> grant.chain().id()).toList());
  }

  /** The compartments of what {@link #republish} may end beyond what ended here: they move with new keys. */
  static Set<CompartmentId> endedByMove(VaultSession session) {
    Set<CompartmentId> touched = new HashSet<>();
    session.state().endedKeys().stream()
        .map(EndedKey::statement)
        .filter(statement -> statement.before().isPresent())
        .forEach(statement -> touched.addAll(below(session, statement)));
    return touched;
  }

  /** The compartments of chains that end below a grant which goes on. */
  private static Set<CompartmentId> below(VaultSession session, RevocationStatement statement) {
    Set<CompartmentId> touched = new HashSet<>();
    for (Issued grant : RevokePath.live(session)) {
      Grant root = grant.chain().root();
      boolean mayHaveHandedOn = root.parties().holder().equals(statement.key())
          && root.permission().conditions().depth() > 0;
      if (mayHaveHandedOn) {
        touched.addAll(session.state().opened(grant));
      }
    }
    session.delegated().known(session).stream()
        .filter(chain -> ends(statement, chain))
        .forEach(chain -> touched.addAll(session.state().reached(chain)));
    return touched;
  }

  static boolean ends(RevocationStatement statement, GrantChain chain) {
    return chain.grants().stream().anyMatch(grant -> {
      boolean issuer = grant.parties().issuer().equals(statement.key());
      return statement.before().isPresent()
          ? issuer && grant.binding().ledgerSize() < statement.before().getAsLong()
          : issuer || grant.parties().holder().equals(statement.key());
    });
  }

  /**
   * After a move, since positions of another ledger mean nothing in this one: a key that ended is ended by the same
   * statement; of an issuer that handed on, everything that it signed over the old ledger.
   */
  static void republish(VaultSession session, RevocationStatement old, long oldSize) {
    if (old.before().isEmpty()) {
      revoke(session, old);
    } else if (!old.key().equals(session.owner().key())) {
      revokeIssuedBefore(session, old.key(), Math.max(old.before().getAsLong(), oldSize + 1));
    }
    // What the patient had issued before ended grant by grant, and each is revoked in this ledger
    // too.
  }

  /** A holder ends its own key in this vault, or what it issued before a position. */
  static Published ofOwn(HolderSession holder, OptionalLong before) {
    GrantSigner signer = holder.signer();
    VaultId vault = holder.vault();
    HybridKey[] keys =
        GrantPath.records(holder.chain().suite(), holder.keys().grantee().hybridKey().stream());
    RevocationStatement statement = before.isPresent()
        ? RevocationStatement.issuedBefore(
            vault, signer.key(), before.getAsLong(), signer, holder.around().random(), keys)
        : RevocationStatement.ofKey(vault, signer.key(), signer, holder.around().random(), keys);
    InclusionBundle receipt = publish(holder.ledger(), statement);
    holder.take(statement);
    int taken = holder
        .requests()
        .ask(
            Inquiry.ofAll(holder.custodians().size()),
            c -> Optional.of(holder.custodians().get(c).revoke(statement)),
            (c, position) -> new Requests.Good<>(position))
        .good()
        .size();
    return new Published(taken, receipt);
  }

  private static InclusionBundle publish(Ledger ledger, RevocationStatement statement) {
    Entry entry = statement.entry();
    Anchors anchors = new Anchors(ledger);
    anchors.append(entry.id().bytes(), entry.leaf());
    return anchors.prove(entry);
  }
}
