// SPDX-License-Identifier: Apache-2.0
package health.habeas.example.verifier;

import health.habeas.grant.Grant;
import health.habeas.key.VerifyKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A payload with a signature over it, of suite S1. Immutable; the arrays are this example's own.
 *
 * @param payload what was signed
 * @param signature 64 bytes
 * @param end where it ends in the token
 */
record Signed(byte[] payload, byte[] signature, int end) {
  /** What grants are signed for. */
  static final String GRANT = "habeas/grant/1";

  // COSE_Sign1 as the specification has it: the payload, then 0x58 0x40 and 64 bytes
  private static final int SIGNATURE_HEAD = 2;

  /** A link of a token that the SDK has parsed: so every byte is where it must be. */
  static Signed link(Grant link, byte[] token, int from) {
    byte[] payload = link.signedBytes();
    int at = from;
    while (!Arrays.equals(payload, 0, payload.length, token, at, at + payload.length)) {
      at++;
    }
    int begin = at + payload.length + SIGNATURE_HEAD;
    int end = begin + Ed25519.SIGNATURE_SIZE;
    return new Signed(payload, Arrays.copyOfRange(token, begin, end), end);
  }

  /** Whether the key signed it for this domain. A signature whose S is not canonical doesn't hold. */
  boolean isBy(VerifyKey key, String domain) {
    byte[] message = toBeSigned(domain);
    return Ed25519.verify(signature, 0, key.bytes(), 0, message, 0, message.length);
  }

  /** The Sig_structure of RFC 9052, section 4.4. */
  private byte[] toBeSigned(String domain) {
    byte[] aad = domain.getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x84);
    out.write(0x60 | "Signature1".length());
    out.writeBytes("Signature1".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {0x43, (byte) 0xa1, 0x01, 0x27});
    out.write(0x40 | aad.length);
    out.writeBytes(aad);
    head(out, payload.length);
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private static void head(ByteArrayOutputStream out, int length) {
    if (length < 24) {
      out.write(0x40 | length);
    } else if (length < 256) {
      out.write(0x58);
      out.write(length);
    } else {
      out.write(0x59);
      out.write(length >>> 8);
      out.write(length);
    }
  }
}
