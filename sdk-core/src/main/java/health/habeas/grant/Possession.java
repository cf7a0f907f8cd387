// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.internal.crypto.Domain;
import health.habeas.internal.wire.CborWriter;

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
  static final int FIELDS = 8;

  /**
   * The signed proof, to be sent with the chain.
   *
   * @param signer the last grant's holder
   */
  public byte[] sign(GrantSigner signer) {
    return Signatures.sign(signer, Domain.POSSESSION, payload()).toBytes();
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
