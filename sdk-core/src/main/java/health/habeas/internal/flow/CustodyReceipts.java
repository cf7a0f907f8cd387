// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.internal.erasure.Manifest;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.VerifyKey;
import health.habeas.shard.AuditPass;
import health.habeas.shard.AuditQuestion;
import health.habeas.shard.CustodyReceipt;
import health.habeas.shard.FaultProof;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.Shortfall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Custodians' receipts for the pieces of an object: asked for when the object is written, and kept beside it at every custodian,
 * so that the one which loses its piece does not lose its word for it. And the keys with which they sign, which the journal
 * binds to their names.
 */
final class CustodyReceipts {
  private static final Logger LOG = LoggerFactory.getLogger(CustodyReceipts.class);
  private static final Duration PASS = Duration.ofHours(1);
  private static final int MAX_BYTES = 4 << 10;
  private static final int MAX_SHARDS = 255;
  private static final byte[] NONE = {};

  private CustodyReceipts() {}

  /** Binds the keys of custodians that have some of their own, each once and for good. For when the vault is opened. */
  static void bindKeys(VaultSession session) {
    Replicas replicas = session.replicas();
    Map<String, VerifyKey> known = session.state().custodianKeys();
    if (known.keySet().containsAll(replicas.names())) {
      return;
    }
    List<Optional<Optional<VerifyKey>>> keys = replicas.keys();
    List<VaultEvent.CustodianKeys.Bound> fresh = new ArrayList<>();
    for (int c = 0; c < keys.size(); c++) {
      String name = replicas.names().get(c);
      if (!known.containsKey(name)) {
        keys.get(c)
            .flatMap(key -> key)
            .ifPresent(key -> fresh.add(new VaultEvent.CustodianKeys.Bound(name, key)));
      }
    }
    // A vault also opens while fewer custodians answer than a write needs.
    if (!fresh.isEmpty()
        && keys.stream().filter(Optional::isPresent).count() >= replicas.copyQuorum()) {
      session.commit(new VaultEvent.CustodianKeys(fresh));
    }
  }

  /** Where they are. */
  static ItemName name(byte[] objectId) {
    return ItemName.of(ItemKind.CUSTODY, objectId);
  }

  /** Asks for them, if the vault wants any, when the pieces and the manifest are stored; who does not answer gives none. */
  static void store(VaultSession session, Manifest manifest, byte[] signed) {
    if (!session.around().custodyReceipts()) {
      return;
    }
    Replicas replicas = session.replicas();
    Placement placement = session.placement(manifest.objectId());
    AuditPass pass = AuditPass.of(
        session.keys(),
        session.owner().suite(),
        session.around().clock().instant().plus(PASS));
    List<Optional<byte[]>> answers = replicas.audit(c -> {
      OptionalInt shard = placement.shardOf(replicas.names().get(c));
      byte[] nonce = new byte[AuditQuestion.NONCE_BYTES];
      session.around().random().nextBytes(nonce);
      return shard.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new AuditQuestion(pass, signed, shard.getAsInt(), OptionalInt.empty(), nonce));
    });
    byte[][] receipts = new byte[manifest.total()][];
    Arrays.fill(receipts, NONE);
    for (int c = 0; c < answers.size(); c++) {
      String name = replicas.names().get(c);
      OptionalInt shard = placement.shardOf(name);
      if (shard.isPresent()) {
        receipts[shard.getAsInt()] = answers
            .get(c)
            .filter(answer -> isReceipt(session, manifest, shard.getAsInt(), name, answer))
            .orElse(NONE);
        if (receipts[shard.getAsInt()].length == 0) {
          LOG.warn("custodian {} gave no receipt for a piece", name);
        }
      }
    }
    CborWriter out = new CborWriter().array(receipts.length);
    Arrays.stream(receipts).forEach(out::bytes);
    replicas.replicate(name(manifest.objectId()), out.toBytes());
  }

  /** Only under the key that the journal has: another one could be anybody's. */
  private static boolean isReceipt(
      VaultSession session, Manifest manifest, int shard, String name, byte[] answer) {
    try {
      CustodyReceipt receipt = CustodyReceipt.parse(answer);
      return receipt.custodian().equals(name)
          && receipt.key().equals(session.state().custodianKeys().get(name))
          && receipt.shard() == shard
          && Arrays.equals(receipt.objectRoot(), manifest.objectRoot());
    } catch (HabeasException e) {
      return false;
    }
  }

  /** The proof of a loss, if a receipt for the piece is found. */
  static Optional<FaultProof> proof(VaultSession session, Shortfall shortfall) {
    return Manifest.verified(shortfall.manifest(), session.keys().key().bytes())
        .map(manifest -> name(manifest.objectId()))
        .flatMap(name -> session.replicas().copies(name).stream()
            .flatMap(Optional::stream)
            .flatMap(copy -> receipt(copy, shortfall.shard()).stream())
            .flatMap(
                receipt -> FaultProof.ofLoss(session.owner().card(), shortfall, receipt).stream())
            .findFirst());
  }

  private static Optional<CustodyReceipt> receipt(byte[] copy, int shard) {
    try {
      return Optional.of(CustodyReceipt.parse(read(copy).get(shard)));
    } catch (HabeasException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static List<byte[]> read(byte[] copy) {
    CborReader in = CborReader.of(copy, ErrorCode.OBJECT_CORRUPT);
    List<byte[]> receipts = new ArrayList<>();
    for (int left = in.array(MAX_SHARDS); left > 0; left--) {
      receipts.add(in.bytes(MAX_BYTES));
    }
    in.end();
    return receipts;
  }

  /** Whether these bytes are receipts at all. */
  static boolean isSound(byte[] copy) {
    try {
      return !read(copy).isEmpty();
    } catch (HabeasException e) {
      return false;
    }
  }
}
