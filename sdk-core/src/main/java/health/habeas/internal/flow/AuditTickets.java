// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.ErrorCode;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hmac;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.erasure.Manifest;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.PatientKeys;
import health.habeas.shard.AuditTicket;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The answers that custodians will have to give about whole shards, kept sealed beside them. Nonces are derived, so only 16
 * bytes are kept for each ticket; a ticket that is taken is marked at a write quorum first, so that no crash uses it twice.
 * Not thread-safe: one per call.
 */
final class AuditTickets implements AutoCloseable {
  /** The most that a shard gets. */
  static final int MAX_PER_SHARD = 64;

  private static final int DIGEST_BYTES = 16;
  private static final int MAX_SHARDS = 255;
  private static final byte[] USED = {1};

  private final Secret names;
  private final Secret nonces;
  private final Secret seal;

  AuditTickets(PatientKeys keys) {
    this.names = keys.derive(SECRET_ACCESS, Domain.AUDIT_TICKET_NAME);
    this.nonces = keys.derive(SECRET_ACCESS, Domain.AUDIT_NONCE);
    this.seal = keys.derive(SECRET_ACCESS, Domain.AUDIT_TICKETS);
  }

  /** Leaves tickets for an object that is being written, if the vault wants any. */
  static void store(VaultSession session, byte[] objectId, List<byte[]> shards) {
    int perShard = session.around().auditTickets();
    if (perShard > 0) {
      try (AuditTickets tickets = new AuditTickets(session.keys())) {
        byte[] sealed =
            tickets.make(objectId, shards, perShard, session.around().random());
        session.replicas().replicate(tickets.name(objectId), sealed);
      }
    }
  }

  /** Where they are, if the vault wants any. */
  static Optional<ItemName> nameIn(VaultSession session, byte[] objectId) {
    if (session.around().auditTickets() == 0) {
      return Optional.empty();
    }
    try (AuditTickets tickets = new AuditTickets(session.keys())) {
      return Optional.of(tickets.name(objectId));
    }
  }

  /** Where the tickets of an object lie. */
  ItemName name(byte[] objectId) {
    return ItemName.of(ItemKind.AUDIT_TICKET, Hmac.of(names, objectId));
  }

  /** Hashes each shard once for each ticket, and seals what comes out. */
  byte[] make(byte[] objectId, List<byte[]> shards, int perShard, SecureRandom random) {
    CborWriter out = new CborWriter().array(shards.size());
    for (int shard = 0; shard < shards.size(); shard++) {
      byte[] digests = new byte[perShard * DIGEST_BYTES];
      for (int i = 0; i < perShard; i++) {
        byte[] answer = AuditTicket.answer(nonce(objectId, shard, i), shards.get(shard));
        System.arraycopy(answer, 0, digests, i * DIGEST_BYTES, DIGEST_BYTES);
      }
      out.bytes(digests);
    }
    return new Box(random).seal(seal, Domain.AUDIT_TICKETS, objectId, out.toBytes());
  }

  /**
   * A ticket that was never used, and is now; empty if there is none left.
   *
   * @param present the names of all tickets and marks; the new mark is added
   */
  Optional<AuditTicket> take(
      Replicas replicas, Set<ItemName> present, Manifest manifest, byte[] signed, int shard) {
    byte[] objectId = manifest.objectId();
    if (!present.contains(name(objectId))) {
      return Optional.empty();
    }
    return digests(replicas, objectId)
        .filter(all -> shard < all.size())
        .map(all -> all.get(shard))
        .flatMap(digests -> IntStream.range(0, digests.length / DIGEST_BYTES)
            .filter(i -> !present.contains(mark(objectId, shard, i)))
            .boxed()
            .findFirst()
            .map(i -> {
              ItemName mark = mark(objectId, shard, i);
              replicas.replicate(mark, USED);
              present.add(mark);
              int from = i * DIGEST_BYTES;
              return new AuditTicket(
                  signed,
                  shard,
                  nonce(objectId, shard, i),
                  Arrays.copyOfRange(digests, from, from + DIGEST_BYTES));
            }));
  }

  /** For each shard its answers, from the first copy that opens. */
  private Optional<List<byte[]>> digests(Replicas replicas, byte[] objectId) {
    return replicas.copies(name(objectId)).stream()
        .flatMap(Optional::stream)
        .flatMap(copy -> Box.open(seal, Domain.AUDIT_TICKETS, objectId, copy).stream())
        .findFirst()
        .map(AuditTickets::read);
  }

  private static List<byte[]> read(byte[] content) {
    CborReader in = CborReader.of(content, ErrorCode.OBJECT_CORRUPT);
    List<byte[]> shards = new ArrayList<>();
    for (int left = in.array(MAX_SHARDS); left > 0; left--) {
      shards.add(in.bytes(MAX_PER_SHARD * DIGEST_BYTES));
    }
    in.end();
    return shards;
  }

  private byte[] nonce(byte[] objectId, int shard, int number) {
    return Hmac.of(nonces, objectId, Bytes.be32(shard), Bytes.be32(number));
  }

  private ItemName mark(byte[] objectId, int shard, int number) {
    return new ItemName(ItemKind.AUDIT_TICKET, name(objectId).name() + "." + shard + "." + number);
  }

  @Override
  public void close() {
    names.close();
    nonces.close();
    seal.close();
  }
}
