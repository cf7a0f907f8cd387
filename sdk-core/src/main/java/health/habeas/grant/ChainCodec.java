// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import java.util.ArrayList;
import java.util.List;

/** Chains on the wire: {1: [signed grant, …], 2: sealed keybox or empty}. Limits come before content (L5). */
final class ChainCodec {
  private static final int MAX_BYTES =
      GrantChain.MAX_LINKS * (Grant.MAX_BYTES + 8) + GrantChain.MAX_KEYBOX_BYTES + 16;

  private ChainCodec() {}

  static byte[] encode(List<Link> links, byte[] keybox) {
    CborWriter out = new CborWriter().map(2).key(1).array(links.size());
    links.forEach(link -> out.bytes(link.bytes()));
    return out.key(2).bytes(keybox).toBytes();
  }

  static GrantChain decode(byte[] bytes) {
    require(bytes.length <= MAX_BYTES, "a chain may have " + MAX_BYTES + " bytes");
    CborReader in = CborReader.of(bytes, ErrorCode.GRANT_MALFORMED);
    in.mapOf(2);
    int count = in.key(1).array(bytes.length);
    require(
        count <= GrantChain.MAX_LINKS,
        "a chain may have " + GrantChain.MAX_LINKS + " links, and this has " + count);
    List<byte[]> encoded = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      encoded.add(in.bytes(bytes.length));
    }
    byte[] keybox = in.key(2).bytes(bytes.length);
    in.end();
    return checked(encoded.stream().map(Link::parse).toList(), keybox);
  }

  /** A chain within the limits, whose keybox, if it is there, is the one that the last grant was signed with. */
  static GrantChain checked(List<Link> links, byte[] keybox) {
    if (links.isEmpty()) {
      throw new InvalidInputException(ErrorCode.CHAIN_BROKEN, "the chain is empty");
    }
    require(
        links.size() <= GrantChain.MAX_LINKS,
        "a chain may have " + GrantChain.MAX_LINKS + " links, and this has " + links.size());
    require(
        keybox.length <= GrantChain.MAX_KEYBOX_BYTES,
        "a keybox may have " + GrantChain.MAX_KEYBOX_BYTES + " bytes");
    Binding binding = links.get(links.size() - 1).grant().binding();
    if (keybox.length > 0 && !binding.binds(keybox)) {
      throw new InvalidInputException(
          ErrorCode.GRANT_MALFORMED,
          "the sealed keys are not those that the grant was signed with");
    }
    return new GrantChain(links, keybox);
  }

  private static void require(boolean holds, String limit) {
    if (!holds) {
      throw new InvalidInputException(ErrorCode.GRANT_LIMIT, limit);
    }
  }
}
