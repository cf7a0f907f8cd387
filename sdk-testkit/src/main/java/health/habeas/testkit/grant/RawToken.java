// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.Grant;
import health.habeas.grant.GrantSigner;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Lays out tokens by hand, so that a law can present what the SDK itself refuses to make: wider children, spliced links,
 * foreign signatures. Written from docs/spec/grants.md, apart from the SDK's own encoder. Thread-safe.
 */
final class RawToken {
  /** The protected header that the suite has: {@code {1: -8}}. */
  static final byte[] EDDSA_ALONE = {(byte) 0xa1, 0x01, 0x27};

  /** What grants are signed for. */
  static final String GRANT = "habeas/grant/1";

  /** What proofs of possession are signed for. */
  static final String POSSESSION = "habeas/pop/1";

  private static final byte[] NO_FIELDS = RawCbor.map(List.of());

  private RawToken() {}

  /** A body signed by anybody. */
  static byte[] link(Grant body, GrantSigner signer) {
    return link(body.signedBytes(), signer);
  }

  /** Bytes signed by anybody. */
  static byte[] link(byte[] body, GrantSigner signer) {
    return signed(GRANT, body, signer);
  }

  /** Bytes signed by anybody, for any purpose. */
  static byte[] signed(String domain, byte[] payload, GrantSigner signer) {
    return signed(EDDSA_ALONE, NO_FIELDS, domain, payload, signer);
  }

  /** The same under any headers. */
  static byte[] signed(
      byte[] protectedHeader,
      byte[] unprotected,
      String domain,
      byte[] payload,
      GrantSigner signer) {
    byte[] toSign = RawCbor.array(
        RawCbor.text("Signature1"),
        RawCbor.bytes(protectedHeader),
        RawCbor.bytes(domain.getBytes(StandardCharsets.US_ASCII)),
        RawCbor.bytes(payload));
    return RawCbor.array(
        RawCbor.bytes(protectedHeader),
        unprotected,
        RawCbor.bytes(payload),
        RawCbor.bytes(signer.sign(toSign)));
  }

  /** Any links in any order, without a keybox. */
  static byte[] chain(List<byte[]> links) {
    return chain(links, new byte[0]);
  }

  /** Any links in any order, with anything for a keybox. */
  static byte[] chain(List<byte[]> links, byte[] keybox) {
    return RawCbor.map(List.of(
        RawCbor.number(1),
        RawCbor.array(links.stream().map(RawCbor::bytes).toArray(byte[][]::new)),
        RawCbor.number(2),
        RawCbor.bytes(keybox)));
  }
}
