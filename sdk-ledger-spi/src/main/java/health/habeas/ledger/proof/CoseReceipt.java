// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A COSE receipt (RFC 9942) in the profile RFC9162_SHA256: proofs of inclusion or of consistency, and a signature over the
 * root that they lead to. What SCITT calls a receipt.
 *
 * <p>Guarantee: {@link #included} and {@link #extended} return a root only if the key signed it and a proof of the receipt
 * leads to it. Limit: the signature covers the root and the header, <b>not the sizes and the index</b>; another index or
 * size of the same path shape verifies, too. Who needs the position takes a {@link TlogProof}, whose checkpoint has the
 * size. Not checked: that the root is on every client's log; a receipt has no witnesses. Immutable.
 */
public final class CoseReceipt {
  private static final int MAX_BYTES = 1 << 16;

  private final ReceiptHeader header;
  private final ReceiptBody body;
  private final byte[] cbor;

  private CoseReceipt(ReceiptHeader header, ReceiptBody body, byte[] cbor) {
    this.header = header;
    this.body = body;
    this.cbor = cbor;
  }

  /**
   * Issues a receipt of inclusion, with the root detached.
   *
   * @param header names algorithm and key
   * @param leaf the leaf's hash
   * @param proof leads from the leaf to a root that the log stands by
   * @param signer signs with that algorithm and key
   */
  public static CoseReceipt ofInclusion(
      ReceiptHeader header, TreeHash leaf, InclusionProof proof, MessageSigner signer) {
    TreeHash root = proof.root(leaf).orElseThrow(() -> invalid("the proof is of another leaf"));
    return issue(header, root, new CborProofs(List.of(proof), List.of()), signer);
  }

  /**
   * Issues a receipt of consistency, with the newer root detached.
   *
   * @param header names algorithm and key
   * @param older the root at the smaller size, which is not 0
   * @param proof leads from it to a root that the log stands by
   * @param signer signs with that algorithm and key
   */
  public static CoseReceipt ofConsistency(
      ReceiptHeader header, TreeHash older, ConsistencyProof proof, MessageSigner signer) {
    TreeHash root = proof.newer(older).orElseThrow(() -> invalid("the proof is of another root"));
    return issue(header, root, new CborProofs(List.of(), List.of(proof)), signer);
  }

  /**
   * Issues a receipt of inclusion under a log's own Ed25519 key, with {@link ReceiptHeader#of}.
   *
   * @param log the log's key
   * @param leaf the leaf's hash
   * @param proof leads from the leaf to a root that the log stands by
   */
  public static CoseReceipt ofInclusion(SignerKey log, TreeHash leaf, InclusionProof proof) {
    return ofInclusion(ReceiptHeader.of(log.verifier()), leaf, proof, log::signature);
  }

  /**
   * Issues a receipt of consistency under a log's own Ed25519 key, with {@link ReceiptHeader#of}.
   *
   * @param log the log's key
   * @param older the root at the smaller size, which is not 0
   * @param proof leads from it to a root that the log stands by
   */
  public static CoseReceipt ofConsistency(SignerKey log, TreeHash older, ConsistencyProof proof) {
    return ofConsistency(ReceiptHeader.of(log.verifier()), older, proof, log::signature);
  }

  private static CoseReceipt issue(
      ReceiptHeader header, TreeHash root, CborProofs proofs, MessageSigner signer) {
    byte[] signed = header.bytes();
    byte[] signature = signer.sign(ReceiptBody.signedBytes(signed, root.bytes()));
    return parse(new ReceiptBody(signed, proofs, null, signature).bytes());
  }

  private static LedgerException invalid(String what) {
    return new LedgerException.Permanent(LedgerErrorCode.PROOF_INVALID, what);
  }

  /**
   * Reads a receipt: tagged COSE_Sign1 of 1 to 16 proofs of one kind, the root detached or attached. Nothing is verified
   * yet.
   *
   * @param cbor at most 64 KiB
   */
  public static CoseReceipt parse(byte[] cbor) {
    CborReader.check(cbor.length <= MAX_BYTES);
    ReceiptBody body = ReceiptBody.parse(cbor);
    return new CoseReceipt(ReceiptHeader.parse(body.header()), body, cbor.clone());
  }

  /** What the issuer signed beside the root. */
  public ReceiptHeader header() {
    return header;
  }

  /** The proofs of inclusion, unverified; empty in a receipt of consistency. */
  public List<InclusionProof> inclusions() {
    return body.proofs().inclusions();
  }

  /** The proofs of consistency, unverified; empty in a receipt of inclusion. */
  public List<ConsistencyProof> consistencies() {
    return body.proofs().consistencies();
  }

  /**
   * The signed root of a tree that has the leaf, or empty if the receipt proves no such thing. Never throws.
   *
   * @param leaf the leaf's hash, computed by the caller from what it knows
   * @param key the issuer's
   */
  public Optional<TreeHash> included(TreeHash leaf, ReceiptKey key) {
    return inclusions().stream()
        .map(proof -> proof.root(leaf))
        .flatMap(Optional::stream)
        .filter(root -> signed(root, key))
        .findFirst();
  }

  /**
   * The signed root of a tree that begins with the leaves of an older one, or empty if the receipt proves no such thing.
   * Never throws.
   *
   * @param older the root of the older tree, which the caller knows from before; never from the issuer of the receipt
   * @param key the issuer's
   */
  public Optional<TreeHash> extended(TreeHash older, ReceiptKey key) {
    return consistencies().stream()
        .map(proof -> proof.newer(older))
        .flatMap(Optional::stream)
        .filter(root -> signed(root, key))
        .findFirst();
  }

  private boolean signed(TreeHash root, ReceiptKey key) {
    byte[] payload = body.payload();
    boolean fits = payload == null || Arrays.equals(payload, root.bytes());
    return fits
        && key.accepts(header.algorithm())
        && key.verify(ReceiptBody.signedBytes(body.header(), root.bytes()), body.signature());
  }

  /** The bytes, as they were read. */
  public byte[] bytes() {
    return cbor.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CoseReceipt that && Arrays.equals(cbor, that.cbor);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(cbor);
  }

  /** Issuer and number of proofs. */
  @Override
  public String toString() {
    return "CoseReceipt[" + header.issuer() + ", "
        + (inclusions().size() + consistencies().size()) + ']';
  }
}
