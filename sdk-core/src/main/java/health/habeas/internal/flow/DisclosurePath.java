// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.error.CustodyException;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.Grant;
import health.habeas.grant.Possession;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.flow.VaultState.Issued;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Entry;
import health.habeas.ledger.InclusionBundle;
import health.habeas.ledger.LogVerifier;
import health.habeas.shard.AccessEvent;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
   * @param shown what a custodian was shown, event and proof of possession; empty if none let the holder in
   * @param proof that it is in the log
   * @param log whose log that is
   */
  public record Evidence(byte[] grant, byte[] shown, InclusionBundle proof, LogVerifier log) {
    /** The event, if it is the one in the log and the holder whom it names signed for just this request. */
    public Optional<AccessEvent> event() {
      try {
        CborReader in = CborReader.of(shown, ErrorCode.ARCHIVE_INVALID);
        in.arrayOf(2);
        AccessEvent event = AccessEvent.parse(in.bytes(MAX_BYTES));
        byte[] possession = in.bytes(MAX_BYTES);
        in.end();
        boolean genuine = event.entry().equals(proof.entry())
            && Possession.isEvidence(possession, event.chain(), event.request(), event.time());
        return genuine ? Optional.of(event) : Optional.empty();
      } catch (InvalidInputException e) {
        return Optional.empty();
      }
    }

    byte[] bytes() {
      return new CborWriter()
          .array(4)
          .bytes(grant)
          .bytes(shown)
          .bytes(proof.bytes())
          .bytes(log.key().toString().getBytes(StandardCharsets.UTF_8))
          .toBytes();
    }

    /** Reads evidence and verifies it. */
    static Evidence parse(byte[] bytes) {
      CborReader in = CborReader.of(bytes, ErrorCode.ARCHIVE_INVALID);
      in.arrayOf(4);
      byte[] grant = in.bytesOf(32);
      byte[] shown = in.bytes(MAX_BYTES);
      InclusionBundle proof = InclusionBundle.parse(in.bytes(MAX_BYTES));
      LogVerifier log = LogVerifier.parse(new String(in.bytes(1024), StandardCharsets.UTF_8));
      in.end();
      log.verify(proof);
      return new Evidence(grant, shown, proof, log);
    }
  }

  /** All accesses under all grants, those of earlier ledgers first. */
  static List<Evidence> all(VaultSession session) {
    List<Evidence> all = new ArrayList<>();
    session.state().history().forEach(bytes -> all.add(Evidence.parse(bytes)));
    session.state().grants().forEach(grant -> all.addAll(of(session, grant)));
    return all;
  }

  /** All accesses under one grant, in the order of the log. */
  static List<Evidence> of(VaultSession session, Issued issued) {
    return since(session, issued, 0);
  }

  /** Those from a number on. */
  static List<Evidence> since(VaultSession session, Issued issued, int from) {
    Grant root = issued.chain().root();
    List<Evidence> found = new ArrayList<>();
    Optional<Evidence> next = at(session, root, from);
    while (next.isPresent()) {
      found.add(next.get());
      next = at(session, root, from + found.size());
    }
    return found;
  }

  /** The first access under a grant, in whichever ledger of this vault it was. */
  static Optional<Evidence> first(VaultSession session, Issued issued) {
    Grant root = issued.chain().root();
    return session.state().history().stream()
        .map(Evidence::parse)
        .filter(evidence -> Arrays.equals(evidence.grant(), root.id().bytes()))
        .findFirst()
        .or(() -> at(session, root, 0));
  }

  private static Optional<Evidence> at(VaultSession session, Grant root, int number) {
    return session
        .ledger()
        .find(AccessEvent.id(root, number))
        .map(stored -> evidence(session, root, stored.entry()));
  }

  private static Evidence evidence(VaultSession session, Grant root, Entry entry) {
    InclusionBundle proof = new Anchors(session.ledger()).prove(entry);
    byte[] id = entry.id().bytes();
    return session.replicas().copies(ItemName.of(ItemKind.RECEIPT, id)).stream()
        .flatMap(Optional::stream)
        .flatMap(copy -> open(session.keys(), id, copy).stream())
        .map(shown ->
            new Evidence(root.id().bytes(), shown, proof, session.ledger().verifier()))
        .filter(evidence -> evidence.event().isPresent())
        .findFirst()
        .orElseGet(() ->
            new Evidence(root.id().bytes(), new byte[0], proof, session.ledger().verifier()));
  }

  private static Optional<byte[]> open(PatientKeys keys, byte[] id, byte[] copy) {
    try {
      return Optional.of(keys.openInbox(SECRET_ACCESS, Domain.RECEIPT, id, copy));
    } catch (CustodyException e) {
      // One custodian's copy is not sound: another one's may be.
      return Optional.empty();
    }
  }
}
