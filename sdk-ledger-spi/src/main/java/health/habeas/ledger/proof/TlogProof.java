// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An inclusion proof that verifies offline: a C2SP {@code .tlog-proof}, which is an index, an audit path, the signed
 * checkpoint that it leads to, with the cosignatures of its witnesses, and extra bytes that nothing but their user
 * authenticates. Verify it with {@link TrustPolicy#verify(TlogProof, TreeHash)}. Immutable.
 *
 * @param extra bytes of the application, empty for none; copied
 * @param inclusion the audit path; its size is that of the checkpoint
 * @param checkpoint the signed head
 */
public record TlogProof(byte[] extra, InclusionProof inclusion, SignedCheckpoint checkpoint) {
  private static final String HEADER = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";
  private static final int MAX_CHARS = 1 << 19;
  private static final int MAX_PATH = 64;

  /** Checks that proof and checkpoint speak of one size, and copies the bytes. */
  public TlogProof {
    extra = extra.clone();
    if (inclusion.size() != checkpoint.claimed().size()) {
      throw malformed("the proof and its checkpoint are of different sizes");
    }
  }

  /**
   * Reads a proof, strictly: what is accepted is written back byte for byte by {@link #toString()}.
   *
   * @param text at most 512 Ki characters
   */
  public static TlogProof parse(String text) {
    int split = text.indexOf("\n\n");
    if (text.length() > MAX_CHARS || split < 0) {
      throw malformed("a proof has a head, an empty line and a checkpoint");
    }
    List<String> head = new ArrayList<>(List.of(text.substring(0, split).split("\n", -1)));
    SignedCheckpoint checkpoint = SignedCheckpoint.parse(text.substring(split + 2));
    expect(head, HEADER);
    byte[] extra = new byte[0];
    if (!head.isEmpty() && head.get(0).startsWith(EXTRA)) {
      extra = Base64Text.decode(head.remove(0).substring(EXTRA.length()));
      if (extra.length == 0) {
        throw malformed("an empty extra line");
      }
    }
    long index = DecimalText.parse(expect(head, INDEX));
    if (head.size() > MAX_PATH) {
      throw malformed("a path of more than " + MAX_PATH + " hashes");
    }
    List<TreeHash> path = head.stream().map(TreeHash::parse).toList();
    return new TlogProof(
        extra, new InclusionProof(index, checkpoint.claimed().size(), path), checkpoint);
  }

  /**
   * Reads a proof from a file's bytes, strictly.
   *
   * @param utf8 the whole proof
   */
  public static TlogProof parse(byte[] utf8) {
    return parse(Utf8Text.decode(utf8));
  }

  private static String expect(List<String> lines, String prefix) {
    if (lines.isEmpty() || !lines.get(0).startsWith(prefix)) {
      throw malformed("a line of the proof's head is missing");
    }
    String rest = lines.remove(0).substring(prefix.length());
    if (prefix.equals(HEADER) && !rest.isEmpty()) {
      throw malformed("the proof is of an unknown version");
    }
    return rest;
  }

  /** A copy of the extra bytes. */
  @Override
  public byte[] extra() {
    return extra.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TlogProof that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** The whole proof, as it travels; it may hold the extra bytes, so it does not belong into a log file. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    if (extra.length > 0) {
      text.append(EXTRA).append(Base64.getEncoder().encodeToString(extra)).append('\n');
    }
    text.append(INDEX).append(inclusion.index()).append('\n');
    inclusion.path().forEach(hash -> text.append(hash.base64()).append('\n'));
    return text.append('\n').append(checkpoint).toString();
  }

  private static LedgerException malformed(String what) {
    return new LedgerException.Integrity(LedgerErrorCode.NOTE_MALFORMED, what);
  }
}
