// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.Grant;
import health.habeas.grant.GrantSigner;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Lays out tokens by hand, so that a law can present what the SDK itself refuses to make: wider children, spliced links,
 * foreign signatures. Written from docs/spec/grants.md, apart from the SDK's own encoder. Thread-safe.
 */
final class RawToken {
  private static final byte[] EDDSA_ALONE = {(byte) 0xa1, 0x01, 0x27};
  private static final byte[] GRANT = "habeas/grant/1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONTEXT = "Signature1".getBytes(StandardCharsets.US_ASCII);

  private RawToken() {}

  /** A body signed by anybody. */
  static byte[] link(Grant body, GrantSigner signer) {
    return link(body.signedBytes(), signer);
  }

  /** Bytes signed by anybody. */
  static byte[] link(byte[] body, GrantSigner signer) {
    ByteArrayOutputStream toSign = new ByteArrayOutputStream();
    head(toSign, 4, 4);
    string(toSign, 3, CONTEXT);
    string(toSign, 2, EDDSA_ALONE);
    string(toSign, 2, GRANT);
    string(toSign, 2, body);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    head(out, 4, 4);
    string(out, 2, EDDSA_ALONE);
    head(out, 5, 0);
    string(out, 2, body);
    string(out, 2, signer.sign(toSign.toByteArray()));
    return out.toByteArray();
  }

  /** Any links in any order, without a keybox. */
  static byte[] chain(List<byte[]> links) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    head(out, 5, 2);
    head(out, 0, 1);
    head(out, 4, links.size());
    links.forEach(link -> string(out, 2, link));
    head(out, 0, 2);
    string(out, 2, new byte[0]);
    return out.toByteArray();
  }

  private static void string(ByteArrayOutputStream out, int major, byte[] content) {
    head(out, major, content.length);
    out.writeBytes(content);
  }

  private static void head(ByteArrayOutputStream out, int major, int argument) {
    if (argument < 24) {
      out.write((major << 5) | argument);
    } else if (argument < 256) {
      out.write((major << 5) | 24);
      out.write(argument);
    } else {
      out.write((major << 5) | 25);
      out.write(argument >>> 8);
      out.write(argument);
    }
  }
}
