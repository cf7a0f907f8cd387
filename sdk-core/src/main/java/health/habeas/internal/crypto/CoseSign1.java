// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import health.habeas.error.ErrorCode;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import java.util.Arrays;

/**
 * A signed payload: untagged COSE_Sign1 (RFC 9052, section 4.2).
 *
 * <p>Guarantees: there is exactly one encoding of (payload, signature): the protected header is the {@link SignatureScheme}'s
 * constant and nothing else, the unprotected one is empty. The scheme is the caller's and is never taken from the bytes;
 * a header that differs is refused (L6). The {@link Domain} is the external_aad, so a signature made for one
 * purpose serves no other (L3). Immutable; arrays are copied in and out.
 */
public final class CoseSign1 {
  private final SignatureScheme scheme;
  private final byte[] payload;
  private final byte[] signature;

  private CoseSign1(SignatureScheme scheme, byte[] payload, byte[] signature) {
    this.scheme = scheme;
    this.payload = payload;
    this.signature = signature;
  }

  /**
   * Signs a payload.
   *
   * @param signer whose key signs
   * @param domain what the signature is good for
   * @param payload what is signed
   */
  public static CoseSign1 sign(Signer signer, Domain domain, byte[] payload) {
    SignatureScheme scheme = signer.scheme();
    byte[] signature = signer.sign(toBeSigned(scheme.header(), domain.bytes(), payload));
    return new CoseSign1(scheme, payload.clone(), signature.clone());
  }

  /**
   * Reads an encoding that is signed with Ed25519 alone, strictly; the signature is not verified yet.
   *
   * @param bytes what {@link #toBytes} gave
   * @param code what a refusal is called
   */
  public static CoseSign1 parse(byte[] bytes, ErrorCode code) {
    return parse(bytes, SignatureScheme.ED25519, code);
  }

  /**
   * Reads an encoding strictly; the signature is not verified yet.
   *
   * @param bytes what {@link #toBytes} gave
   * @param scheme how it must be signed
   * @param code what a refusal is called
   */
  public static CoseSign1 parse(byte[] bytes, SignatureScheme scheme, ErrorCode code) {
    CborReader in = CborReader.of(bytes, code);
    in.arrayOf(4);
    if (!Arrays.equals(in.bytes(bytes.length), scheme.header())) {
      throw in.refusal("a protected header other than that of " + scheme);
    }
    in.mapOf(0);
    byte[] payload = in.bytes(bytes.length);
    byte[] signature = in.bytesOf(scheme.signatureBytes());
    in.end();
    return new CoseSign1(scheme, payload, signature);
  }

  /**
   * Whether the signature is by this key, for this purpose, over the payload. Never throws.
   *
   * @param publicKey from the signer's own record and never from the message; one of another scheme verifies nothing
   * @param domain what the signature must be good for
   */
  public boolean verify(byte[] publicKey, Domain domain) {
    return scheme.verify(
        publicKey, toBeSigned(scheme.header(), domain.bytes(), payload), signature);
  }

  /** How it is signed. */
  public SignatureScheme scheme() {
    return scheme;
  }

  /** What is signed. */
  public byte[] payload() {
    return payload.clone();
  }

  /** The one encoding. */
  public byte[] toBytes() {
    return new CborWriter()
        .array(4)
        .bytes(scheme.header())
        .map(0)
        .bytes(payload)
        .bytes(signature)
        .toBytes();
  }

  /** The sizes alone. */
  @Override
  public String toString() {
    return "CoseSign1[" + payload.length + " bytes]";
  }

  /** The Sig_structure of RFC 9052, section 4.4. */
  static byte[] toBeSigned(byte[] protectedHeader, byte[] externalAad, byte[] payload) {
    return new CborWriter()
        .array(4)
        .text("Signature1")
        .bytes(protectedHeader)
        .bytes(externalAad)
        .bytes(payload)
        .toBytes();
  }
}
