// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.SignatureScheme;
import java.util.Arrays;

/**
 * One signed grant of a chain: what it says, its signature, its id. Parsing verifies nothing. Immutable.
 *
 * @param grant the decoded body
 * @param signed the body with its signature
 * @param id the digest of the signed bytes
 */
record Link(Grant grant, CoseSign1 signed, GrantId id) {
  static Link sign(Grant grant, GrantSigner signer) {
    if (!signer.key().equals(grant.parties().issuer())) {
      throw new InvalidInputException(
          ErrorCode.GRANT_SIGNATURE, "a grant is signed by the key that it names as issuer");
    }
    byte[] body = grant.signedBytes();
    return parse(Signatures.sign(signer, Domain.GRANT, body).toBytes());
  }

  static Link parse(byte[] bytes) {
    SignatureScheme scheme = SignatureScheme.of(bytes);
    int limit = Grant.MAX_BYTES + Signatures.beyondEd25519(scheme);
    if (bytes.length > limit) {
      throw new InvalidInputException(
          ErrorCode.GRANT_LIMIT,
          "a grant may have " + limit + " bytes, and this has " + bytes.length);
    }
    CoseSign1 signed = CoseSign1.parse(bytes, scheme, ErrorCode.GRANT_MALFORMED);
    byte[] body = signed.payload();
    Grant grant = Grant.parse(body);
    // L6: the suite that the issuer named decides, and the header may only agree with it.
    if (Signatures.scheme(grant.suite()) != scheme) {
      throw new InvalidInputException(
          ErrorCode.GRANT_MALFORMED, "the grant's header is not that of its suite");
    }
    return new Link(grant, signed, GrantId.ofSigned(body));
  }

  /** Whether the issuer's key, which is the one that the grant names, has signed it (L6). */
  boolean isSignedBy(byte[] issuer) {
    return signed.verify(issuer, Domain.GRANT);
  }

  byte[] bytes() {
    return signed.toBytes();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Link that && Arrays.equals(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }
}
