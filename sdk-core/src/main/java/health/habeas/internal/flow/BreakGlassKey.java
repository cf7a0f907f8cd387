// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.Decision;
import health.habeas.grant.Grant;
import health.habeas.grant.Permission;
import health.habeas.grant.Purpose;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.erasure.Shamir;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The key that stands between a holder and the keybox of its break-glass grant: split over the custodians, any k of which
 * bring it back, and each of which gives its share only for an access that is in the ledger (L41). Fewer learn nothing, and
 * all of them together have no keybox: it is sealed to the holder within.
 *
 * <p>Derived from the patient's secret and the grant's nonce, and so is the polynomial, with this journal's first leaf: a
 * custodian that was away gets the very share that belongs to the others, and the custodians of a vault that moved get
 * shares of the same key that are of no use beside those of the earlier ones.
 */
final class BreakGlassKey {
  private BreakGlassKey() {}

  static boolean isFor(Permission permission) {
    return permission.purposes().contains(Purpose.BTG);
  }

  /** What the chain carries in place of the sealed keybox. */
  static byte[] lock(VaultSession session, byte[] nonce, byte[] sealedKeybox) {
    try (Secret key = key(session, nonce)) {
      return new Box(session.around().random()).seal(key, Domain.BREAK_GLASS, nonce, sealedKeybox);
    }
  }

  /** What custodians keep in place of a sealed key update: any one of them could hand it out without a receipt. */
  static byte[] lockUpdate(VaultSession session, Grant grant, byte[] place, byte[] sealedUpdate) {
    try (Secret key = key(session, grant.binding().nonce());
        Secret updates = KeyUpdate.key(key)) {
      return new Box(session.around().random())
          .seal(updates, Domain.KEY_UPDATE, place, sealedUpdate);
    }
  }

  /** Gives each custodian its share; returns when a quorum has it. */
  static void spread(VaultSession session, Grant grant) {
    session.replicas().replicate(name(grant), shares(session, grant));
  }

  /** Gives shares again to custodians that were away, for every grant that may still break the glass. */
  static void give(VaultSession session) {
    if (ImportPath.isHalfImported(session.journal().entries())) {
      // A grant whose 24 hours are over may be there before the evidence of its use.
      return;
    }
    Instant now = session.around().clock().instant();
    session.state().grants().stream()
        .filter(issued -> !issued.revoked())
        .map(issued -> issued.chain().root())
        .filter(
            grant -> isFor(grant.permission()) && !grant.permission().window().isOver(now))
        .forEach(grant -> session.replicas().mend(name(grant), shares(session, grant)));
  }

  /** What each custodian keeps, in the order of the custodians. */
  private static List<byte[]> shares(VaultSession session, Grant grant) {
    int threshold = session.replicas().layout().data();
    Roster roster = session.state().roster();
    List<Secret> coefficients = IntStream.range(0, threshold)
        .mapToObj(degree -> degree == 0
            ? key(session, grant.binding().nonce())
            : coefficient(session, grant.binding().nonce(), degree))
        .toList();
    List<byte[]> shares = Shamir.split(coefficients, roster.seats().size());
    coefficients.forEach(Secret::close);
    List<byte[]> items = new ArrayList<>();
    for (String custodian : session.replicas().names()) {
      int seat = roster.seatOf(custodian).orElseThrow();
      byte[] share = new Share(threshold, seat, shares.get(seat)).bytes();
      items.add(SignedItem.of(session.signer(), name(grant), share));
      Arrays.fill(share, (byte) 0);
    }
    shares.forEach(share -> Arrays.fill(share, (byte) 0));
    return items;
  }

  /** The key of a grant, the same wherever the vault is. */
  static Secret key(VaultSession session, byte[] nonce) {
    byte[] place = Bytes.concat(nonce, Bytes.be32(0));
    return session.keys().derive(SECRET_ACCESS, Domain.BREAK_GLASS, place);
  }

  /** Another one in each journal, since the first leaf is hidden by fresh random bytes, and for each k, which it commits to. */
  private static Secret coefficient(VaultSession session, byte[] nonce, int degree) {
    byte[] place = Bytes.concat(
        nonce, Bytes.be32(degree), session.journal().entries().get(0).leaf());
    return session.keys().derive(SECRET_ACCESS, Domain.BREAK_GLASS, place);
  }

  /** Collects shares and takes the key out of the way of the holder's keybox; a refusal if too few custodians gave theirs. */
  static Optional<Decision.Deny> unlock(HolderSession holder, AccessDoors doors) {
    Grant grant = holder.chain().root();
    SortedMap<Integer, byte[]> shares = new TreeMap<>();
    int threshold = 1;
    Iterator<byte[]> items = doors.everywhere(name(grant)).iterator();
    while (items.hasNext() && shares.size() < threshold) {
      Optional<Share> share =
          SignedItem.open(holder.vaultKey(), name(grant), items.next()).flatMap(Share::parse);
      threshold = share.map(Share::threshold).orElse(threshold);
      share.ifPresent(each -> shares.put(each.index(), each.value()));
    }
    if (shares.size() < threshold) {
      Decision.Deny few = new Decision.Deny(
          ErrorCode.BREAK_GLASS, "only " + shares.size() + " custodians gave a share of the key");
      return Optional.of(doors.refusal().orElse(few));
    }
    byte[] nonce = grant.binding().nonce();
    byte[] locked = holder.chain().sealedKeybox().orElse(new byte[0]);
    try (Secret key = Shamir.combine(shares)) {
      Optional<byte[]> sealed = Box.open(key, Domain.BREAK_GLASS, nonce, locked);
      sealed.ifPresent(keybox -> holder.unlock(key, keybox));
      return sealed.isPresent()
          ? Optional.empty()
          : Optional.of(new Decision.Deny(
              ErrorCode.BREAK_GLASS, "the grant came without its keybox, or with another one"));
    } finally {
      shares.values().forEach(share -> Arrays.fill(share, (byte) 0));
    }
  }

  private static ItemName name(Grant grant) {
    return ItemName.of(ItemKind.BREAK_GLASS_SHARE, grant.id().bytes());
  }

  /** One custodian's share, as the patient signed it: how many are needed, which it is, and its 32 bytes. */
  private record Share(int threshold, int index, byte[] value) {
    byte[] bytes() {
      return new CborWriter()
          .array(3)
          .integer(threshold)
          .integer(index)
          .bytes(value)
          .toBytes();
    }

    static Optional<Share> parse(byte[] content) {
      try {
        CborReader in = CborReader.of(content, ErrorCode.OBJECT_CORRUPT);
        in.arrayOf(3);
        Share share = new Share(
            (int) in.integer(1, 255), (int) in.integer(0, 254), in.bytesOf(Shamir.SIZE_BYTES));
        in.end();
        return Optional.of(share);
      } catch (InvalidInputException e) {
        return Optional.empty();
      }
    }
  }
}
