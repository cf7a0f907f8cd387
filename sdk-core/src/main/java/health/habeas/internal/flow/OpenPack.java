// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.crypto.Secret;
import health.habeas.internal.erasure.DeletionOrder;
import health.habeas.internal.erasure.Extent;
import health.habeas.internal.erasure.Manifest;
import health.habeas.internal.erasure.PackWriter;
import health.habeas.internal.erasure.Striped;
import health.habeas.internal.erasure.Striping;
import health.habeas.internal.keytree.Slot;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.StripeLayout;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A pack that is being filled: records sealed one by one, each under its own DEK. Not thread-safe. */
final class OpenPack implements AutoCloseable {
  /** A pack is striped once it has this much. */
  static final int FULL_BYTES = 1 << 20;

  private static final int ID_BYTES = 32;
  private static final int KEY_BYTES = 32;

  private final byte[] objectId;
  private final Secret shareKey;
  private final PackWriter writer;
  private final byte[] vaultId;

  /** @param former a pack that was stored, whose memory this one takes */
  OpenPack(byte[] vaultId, SecureRandom random, Optional<OpenPack> former) {
    this.vaultId = vaultId;
    this.objectId = new byte[ID_BYTES];
    random.nextBytes(objectId);
    this.shareKey = Secret.random(random, KEY_BYTES);
    this.writer = former
        .map(stored -> stored.writer.next(shareKey))
        .orElseGet(() -> new PackWriter(shareKey, random));
  }

  /**
   * Seals a record into the pack under a DEK of its own, which becomes the locator's, and says where it is.
   *
   * @param digest of the record, which the caller has already
   */
  Locator add(Slot slot, RecordFile file, byte[] digest, Secret dek) {
    byte[] context = RecordReader.context(vaultId, objectId, slot);
    Extent extent = writer.addCompressed(dek, context, file.bytes());
    int parts = file.parts().map(Parts::count).orElse(0);
    byte[] idTag = Locator.idTag(file.header().id());
    return new Locator(dek, objectId, extent, digest, parts, idTag);
  }

  boolean isFull() {
    return writer.sizeBytes() >= FULL_BYTES;
  }

  byte[] objectId() {
    return objectId;
  }

  /** Spreads the pack over the custodians, durable at the quorum. */
  void store(VaultSession session) {
    store(session, objectId, writer.body(), shareKey);
  }

  /** Spreads the body of one object. */
  static void store(VaultSession session, byte[] objectId, ByteBuffer body, Secret shareKey) {
    Replicas replicas = session.replicas();
    StripeLayout layout = replicas.layout();
    Striped striped = new Striping(
            layout.data(), layout.parity(), session.around().random())
        .stripe(objectId, body, shareKey);
    Manifest manifest =
        striped.manifest().placedOver(session.state().roster().seats().size());
    replicas.spread(session.placement(objectId), objectId, striped.shards());
    AuditTickets.store(session, objectId, striped.shards());
    byte[] signed = manifest.signed(session.signer());
    replicas.replicate(ItemName.manifest(objectId), signed);
    CustodyReceipts.store(session, manifest, signed);
  }

  /** Deletes what storing an object made, as far as it can be reached. */
  static void takeBack(VaultSession session, byte[] objectId) {
    order(session, objectId);
    items(session, objectId).forEach(session.replicas()::delete);
  }

  /** Leaves the order to delete an object wherever it can be: without it, custodians keep what they may have signed to have. */
  static void order(VaultSession session, byte[] objectId) {
    session
        .replicas()
        .mend(
            ItemName.of(ItemKind.DELETION, objectId),
            DeletionOrder.sign(session.signer(), objectId));
  }

  /** Every item that storing an object makes. */
  private static List<ItemName> items(VaultSession session, byte[] objectId) {
    List<ItemName> items = new ArrayList<>(List.of(ItemName.manifest(objectId)));
    AuditTickets.nameIn(session, objectId).ifPresent(items::add);
    if (session.around().custodyReceipts()) {
      items.add(CustodyReceipts.name(objectId));
    }
    IntStream.range(0, session.replicas().layout().total())
        .forEach(shard -> items.add(ItemName.shard(objectId, shard)));
    return items;
  }

  @Override
  public void close() {
    shareKey.close();
  }
}
