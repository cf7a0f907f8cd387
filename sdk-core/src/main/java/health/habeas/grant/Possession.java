// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * A holder's statement that it is the one whom the last grant names, for exactly one request to exactly one verifier.
 *
 * <p>Guarantee: the signature covers the chain, the verifier's name and nonce, vault and records, action, purpose, time
 * and an id of its own; changing any of them makes it invalid (L37). Only the key that the last grant names makes a proof
 * that a verifier accepts (L36). Immutable.
 *
 * @param chain what is presented
 * @param request what is asked
 * @param challenge who asked for the proof
 * @param stamp when it is made, and its id
 */
public record Possession(
    GrantChain chain, AccessRequest request, Challenge challenge, Stamp stamp) {
  private static final int FIELDS = 8;
  private static final Duration EVIDENCE = Duration.ofMinutes(11);

  /**
   * The signed proof, to be sent with the chain.
   *
   * @param signer the last grant's holder
   */
  public byte[] sign(GrantSigner signer) {
    return Signatures.sign(signer, Domain.POSSESSION, payload()).toBytes();
  }

  /**
   * Whether these bytes are a proof by the last holder for this chain and request, to whatever verifier, made about then:
   * evidence for later, on which nobody is let in. A verifier takes no other, so one from another time was shown for
   * something else.
   *
   * @param proof what a verifier kept
   * @param chain what was presented to it
   * @param request what was asked
   * @param about when the access is said to have been; the proof is at most eleven minutes away from it, since a verifier
   *     takes a receipt and a proof of five minutes each
   * @throws health.habeas.error.InvalidInputException if the bytes are no proof at all
   */
  public static boolean isEvidence(
      byte[] proof, GrantChain chain, AccessRequest request, Instant about) {
    CoseSign1 signed = signed(proof, chain);
    Possession claimed = read(signed, chain, request);
    return Duration.between(claimed.stamp().issuedAt(), about).abs().compareTo(EVIDENCE) <= 0
        && Arrays.equals(claimed.payload(), signed.payload())
        && chain.isSignedByHolder(signed);
  }

  /** A proof in the encoding of the chain's suite; its signature is not verified yet. */
  static CoseSign1 signed(byte[] proof, GrantChain chain) {
    return CoseSign1.parse(proof, Signatures.scheme(chain.suite()), ErrorCode.POSSESSION);
  }

  /** A proof about this chain and request, with the challenge and stamp that these bytes name. */
  static Possession read(CoseSign1 signed, GrantChain chain, AccessRequest request) {
    byte[] payload = signed.payload();
    CborReader in = CborReader.of(payload, ErrorCode.POSSESSION);
    in.mapOf(FIELDS);
    in.key(1).bytes(payload.length);
    String verifier = in.key(2).text(payload.length);
    in.key(3).integer();
    in.key(4).bytes(payload.length);
    in.key(5).integer();
    byte[] nonce = in.key(6).bytes(payload.length);
    Instant issuedAt = Instant.ofEpochSecond(in.key(7).integer(0, Window.LAST_SECOND));
    byte[] jti = in.key(8).bytesOf(Stamp.JTI_BYTES);
    in.end();
    return new Possession(chain, request, new Challenge(verifier, nonce), new Stamp(issuedAt, jti));
  }

  /** What is signed: docs/spec/grants.md, "Possession". */
  byte[] payload() {
    CborWriter out = new CborWriter().map(FIELDS);
    out.key(1).bytes(chain.digest());
    out.key(2).text(challenge.verifier());
    out.key(3).integer(request.action().number());
    out.key(4).bytes(request.selectorDigest());
    out.key(5).integer(request.purpose().number());
    out.key(6).bytes(challenge.nonce());
    out.key(7).integer(stamp.issuedAt().getEpochSecond());
    return out.key(8).bytes(stamp.jti()).toBytes();
  }

  /** The request and the verifier, never the token. */
  @Override
  public String toString() {
    return "Possession[" + request + " to " + challenge.verifier() + "]";
  }
}
