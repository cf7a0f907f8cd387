// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import health.habeas.error.ErrorCode;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import java.util.Arrays;

/**
 * A signed payload: untagged COSE_Sign1 (RFC 9052, section 4.2) of suite S1.
 *
 * <p>Guarantees: there is exactly one encoding of (payload, signature): the protected header is {@code {1: -8}} (EdDSA)
 * and nothing else, the unprotected one is empty. The algorithm is a constant of the suite and is never taken from the
 * bytes; a header that differs is refused (L6). The {@link Domain} is the external_aad, so a signature made for one
 * purpose serves no other (L3). Immutable; arrays are copied in and out.
 */
public final class CoseSign1 {
  /** How many bytes an encoding has beyond its payload, at most. */
  public static final int OVERHEAD_BYTES = 80;

  private static final byte[] PROTECTED =
      new CborWriter().map(1).key(1).integer(-8).toBytes();

  private final byte[] payload;
  private final byte[] signature;

  private CoseSign1(byte[] payload, byte[] signature) {
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
    byte[] signature = signer.sign(toBeSigned(PROTECTED, domain.bytes(), payload));
    return new CoseSign1(payload.clone(), signature.clone());
  }

  /**
   * Reads an encoding strictly; the signature is not verified yet.
   *
   * @param bytes what {@link #toBytes} gave
   * @param code what a refusal is called
   */
  public static CoseSign1 parse(byte[] bytes, ErrorCode code) {
    CborReader in = CborReader.of(bytes, code);
    in.arrayOf(4);
    if (!Arrays.equals(in.bytes(bytes.length), PROTECTED)) {
      throw in.refusal("a protected header other than EdDSA alone");
    }
    in.mapOf(0);
    byte[] payload = in.bytes(bytes.length);
    byte[] signature = in.bytesOf(Ed25519.SIGNATURE_BYTES);
    in.end();
    return new CoseSign1(payload, signature);
  }

  /**
   * Whether the signature is by this key, for this purpose, over the payload. Never throws.
   *
   * @param publicKey 32 bytes, from the issuer's own record and never from the message
   * @param domain what the signature must be good for
   */
  public boolean verify(byte[] publicKey, Domain domain) {
    return Ed25519.verify(publicKey, toBeSigned(PROTECTED, domain.bytes(), payload), signature);
  }

  /** What is signed. */
  public byte[] payload() {
    return payload.clone();
  }

  /** The one encoding. */
  public byte[] toBytes() {
    return new CborWriter()
        .array(4)
        .bytes(PROTECTED)
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
