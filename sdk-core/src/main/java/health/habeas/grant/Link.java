// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
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
    if (bytes.length > Grant.MAX_BYTES) {
      throw new InvalidInputException(
          ErrorCode.GRANT_LIMIT,
          "a grant may have " + Grant.MAX_BYTES + " bytes, and this has " + bytes.length);
    }
    CoseSign1 signed = CoseSign1.parse(bytes, ErrorCode.GRANT_MALFORMED);
    byte[] body = signed.payload();
    return new Link(Grant.parse(body), signed, GrantId.ofSigned(body));
  }

  /** Whether the issuer whom the grant names has signed it, by the suite's algorithm (L6). */
  boolean isSigned() {
    return signed.verify(grant.parties().issuer().bytes(), Domain.GRANT);
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
