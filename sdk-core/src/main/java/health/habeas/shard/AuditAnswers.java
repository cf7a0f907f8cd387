// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.erasure.ChunkProof;
import health.habeas.internal.erasure.DeletionOrder;
import health.habeas.internal.erasure.Manifest;
import health.habeas.internal.erasure.ShardParts;
import health.habeas.key.HolderKeys;
import health.habeas.key.VerifyKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers auditors for one custodian, out of its store. It holds a shard against the manifest before it signs anything about
 * it, so that nobody, not even a patient who gave it a wrong shard, can make it sign what is false. Thread-safe.
 */
final class AuditAnswers implements AutoCloseable {
  private final String custodian;
  private final ShardStore store;
  private final @Nullable HolderKeys given;
  private @Nullable HolderKeys own;

  /**
   * @param keys the custodian's, closed by whoever made them; null for some that live as long as this
   */
  AuditAnswers(String custodian, ShardStore store, @Nullable HolderKeys keys) {
    this.custodian = custodian;
    this.store = store;
    this.given = keys;
  }

  /** The custodian's own, which outlives this; empty if it has none. */
  Optional<VerifyKey> key() {
    return Optional.ofNullable(given).map(HolderKeys::key);
  }

  /** The signed answer. */
  byte[] answer(VaultCard card, AuditQuestion question, Instant now) {
    Optional<InvalidInputException> refusal = question.pass().refusal(card, now);
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    Manifest manifest = Manifest.verified(question.manifest(), card.itemKey().bytes())
        .filter(m -> question.shard() < m.total())
        // L54: never the share behind the chunks. Without k of them nobody opens a record, whatever
        // keys it has.
        .filter(m -> question.position().orElse(-1) < m.chunks())
        .orElseThrow(() -> new InvalidInputException(
            ErrorCode.AUDIT_REFUSED, "the question is about nothing that the patient signed"));
    CustodyStatement.Answer answer =
        held(card, manifest, question).orElseGet(() -> without(card, manifest));
    return CustodyStatement.sign(keys(), custodian, now, manifest, question, answer);
  }

  /** Who was told to delete it does not owe it. */
  private CustodyStatement.Answer without(VaultCard card, Manifest manifest) {
    ItemName order = ItemName.of(ItemKind.DELETION, manifest.objectId());
    return store
        .get(StoreCustodian.path(card.vault(), order))
        .filter(bytes -> DeletionOrder.holds(bytes, card.itemKey().bytes(), manifest.objectId()))
        .<CustodyStatement.Answer>map(CustodyStatement.Deleted::new)
        .orElseGet(CustodyStatement.NotHeld::new);
  }

  private Optional<CustodyStatement.Answer> held(
      VaultCard card, Manifest manifest, AuditQuestion question) {
    ItemName name = ItemName.manifest(manifest.objectId());
    boolean kept = store
        .get(StoreCustodian.path(card.vault(), name))
        .filter(mine -> Arrays.equals(mine, question.manifest()))
        .isPresent();
    if (!kept) {
      return Optional.empty();
    }
    String shard =
        StoreCustodian.path(card.vault(), ItemName.shard(manifest.objectId(), question.shard()));
    if (question.position().isPresent()) {
      ShardParts file = StoreParts.of(store, shard);
      return ChunkProof.of(manifest, question.shard(), question.position().getAsInt(), file)
          .map(CustodyStatement.Held::new);
    }
    return store
        .get(shard)
        .filter(file -> manifest.isSound(question.shard(), file))
        .map(file -> new CustodyStatement.Digest(AuditTicket.answer(question.nonce(), file)));
  }

  private synchronized HolderKeys keys() {
    if (given != null) {
      return given;
    }
    HolderKeys keys = own;
    if (keys == null) {
      keys = HolderKeys.create("custodian");
      own = keys;
    }
    return keys;
  }

  @Override
  public synchronized void close() {
    if (own != null) {
      own.close();
    }
  }
}
