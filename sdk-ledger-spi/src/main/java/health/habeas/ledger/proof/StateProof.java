// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * That a log has an entry with a key, or that it has none: not revoked, or no further access, as of a head. One text,
 * verified offline with the log's key and, where wanted, a policy of witnesses.
 *
 * <p>Guarantee: {@link #verify} returns only what follows from a state that the log signed and recorded under a head that it
 * signed; everything else raises an integrity error. Not shown here: that the state is the one which the entries make; whoever
 * replays the log finds a false one ({@code StateAudit}), and it has the log's signature. Immutable.
 *
 * @param proof leads to the root of a map in the state
 * @param state that the state is recorded; its extra bytes are the state, signed by the log
 */
public record StateProof(MapProof proof, TlogProof state) {
  private static final String HEADER = "habeas.health/state-proof@v1";
  private static final int MAX_CHARS = 1 << 24;
  private static final TrustPolicy NO_WITNESSES =
      new TrustPolicy(List.of(), List.of(), List.of(), TrustPolicy.NO_QUORUM);

  /**
   * Reads a proof, strictly: what is accepted is written back byte for byte by {@link #bytes()}. Nothing is verified yet.
   *
   * @param utf8 the whole proof, at most 16 MiB
   */
  public static StateProof parse(byte[] utf8) {
    String text = Utf8Text.decode(utf8);
    int split = text.indexOf("\n\n");
    if (text.length() > MAX_CHARS || split < 0) {
      throw malformed("it has not two lines and the proof of a state");
    }
    List<String> head = List.of(text.substring(0, split).split("\n", -1));
    if (head.size() != 2 || !head.get(0).equals(HEADER)) {
      throw malformed("it is of an unknown version, or begins with more than two lines");
    }
    return new StateProof(
        MapProof.parse(Base64Text.decode(head.get(1))), TlogProof.parse(text.substring(split + 2)));
  }

  /**
   * The map, as far as the proof shows it and the log's own signatures tell.
   *
   * @param map which the proof is of
   * @param log the log's key, named like its origin
   */
  public ProvenMap verify(LogMap map, NoteKey log) {
    return verify(map, log, NO_WITNESSES);
  }

  /**
   * The same under a head that witnesses saw.
   *
   * @param map which the proof is of
   * @param log the log's key, named like its origin
   * @param policy whose quorum must have cosigned the head; its own list of logs is not asked
   */
  public ProvenMap verify(LogMap map, NoteKey log, TrustPolicy policy) {
    WitnessedCheckpoint head = policy.verify(state.checkpoint(), log);
    LogState signed = signedBy(log);
    boolean recorded = signed.size() <= state.inclusion().index()
        && state
            .inclusion()
            .proves(TreeHash.leaf(signed.entry()), head.checkpoint().root());
    if (!recorded) {
      throw untrusted("is not recorded under the head that comes with it");
    }
    proof.leadsTo(signed.root(map));
    return new ProvenMap(signed, state.inclusion().index(), head, map, proof);
  }

  private LogState signedBy(NoteKey log) {
    SignedNote note = SignedNote.parse(state.extra());
    LogState claimed = LogState.parse(note.text());
    if (!claimed.origin().equals(log.name()) || !log.signed(note)) {
      throw untrusted("is not signed by the log");
    }
    return claimed;
  }

  /** The proof, as it travels. */
  public byte[] bytes() {
    String base64 = Base64.getEncoder().encodeToString(proof.bytes());
    String text = HEADER + '\n' + base64 + "\n\n" + state;
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The size of the proof, without keys. */
  @Override
  public String toString() {
    return "StateProof[" + proof + ']';
  }

  private static LedgerException malformed(String what) {
    return new LedgerException.Integrity(
        LedgerErrorCode.NOTE_MALFORMED, "a text is no proof of a log's state: " + what);
  }

  private static LedgerException untrusted(String what) {
    return new LedgerException.Integrity(
        LedgerErrorCode.STATE_UNTRUSTED, "a state of a log's maps " + what);
  }
}
