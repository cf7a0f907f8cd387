// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.Grant;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.flow.VaultState.Issued;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.LogVerifier;
import health.habeas.ledger.StoredEntry;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who looked: for each grant, count up the ledger ids 0, 1, 2 … until one is absent. Each entry's event comes back, sealed
 * to the patient, from whichever custodian served it, and must match the leaf.
 */
public final class DisclosurePath {
  private static final int MAX_BYTES = 1 << 20;

  private DisclosurePath() {}

  /**
   * One access with its evidence.
   *
   * @param grant the root grant under which it was recorded
   * @param event what the custodians were told; empty if none of them let the holder in
   * @param proof that it is in the log
   * @param log whose log that is
   */
  public record Evidence(
      byte[] grant, Optional<AccessEvent> event, InclusionBundle proof, LogVerifier log) {
    byte[] bytes() {
      return new CborWriter()
          .array(4)
          .bytes(grant)
          .bytes(event.map(AccessEvent::bytes).orElse(new byte[0]))
          .bytes(proof.bytes())
          .bytes(log.key().toString().getBytes(StandardCharsets.UTF_8))
          .toBytes();
    }

    /** Reads evidence and verifies it. */
    static Evidence parse(byte[] bytes) {
      CborReader in = CborReader.of(bytes, ErrorCode.ARCHIVE_INVALID);
      in.arrayOf(4);
      byte[] grant = in.bytesOf(32);
      byte[] event = in.bytes(MAX_BYTES);
      InclusionBundle proof = InclusionBundle.parse(in.bytes(MAX_BYTES));
      LogVerifier log = LogVerifier.parse(new String(in.bytes(1024), StandardCharsets.UTF_8));
      in.end();
      log.verify(proof);
      return new Evidence(
          grant,
          event.length == 0 ? Optional.empty() : Optional.of(AccessEvent.parse(event)),
          proof,
          log);
    }
  }

  /** All accesses under all grants, those of earlier ledgers first. */
  static List<Evidence> all(VaultSession session) {
    List<Evidence> all = new ArrayList<>();
    session.state().history().forEach(bytes -> all.add(Evidence.parse(bytes)));
    session.state().grants().forEach(grant -> all.addAll(of(session, grant)));
    return all;
  }

  private static List<Evidence> of(VaultSession session, Issued issued) {
    Grant root = issued.chain().root();
    List<Evidence> found = new ArrayList<>();
    Optional<StoredEntry> stored = session.ledger().find(AccessEvent.id(root, 0));
    while (stored.isPresent()) {
      InclusionBundle proof = new Anchors(session.ledger()).prove(stored.get().entry());
      found.add(new Evidence(
          root.id().bytes(),
          event(session, stored.get()),
          proof,
          session.ledger().verifier()));
      stored = session.ledger().find(AccessEvent.id(root, found.size()));
    }
    return found;
  }

  private static Optional<AccessEvent> event(VaultSession session, StoredEntry stored) {
    byte[] id = stored.entry().id().bytes();
    return session.replicas().copies(ItemName.of(ItemKind.RECEIPT, id)).stream()
        .flatMap(Optional::stream)
        .map(copy -> open(session.keys(), id, copy))
        .flatMap(Optional::stream)
        .filter(event -> event.entry().equals(stored.entry()))
        .findFirst();
  }

  private static Optional<AccessEvent> open(PatientKeys keys, byte[] id, byte[] sealedEvent) {
    try {
      return Optional.of(
          AccessEvent.parse(keys.openInbox(SECRET_ACCESS, Domain.RECEIPT, id, sealedEvent)));
    } catch (CustodyException | InvalidInputException e) {
      // One custodian's copy is not sound: another one's may be.
      return Optional.empty();
    }
  }
}
