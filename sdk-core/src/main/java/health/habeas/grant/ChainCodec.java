// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.HybridKey;
import health.habeas.key.Suite;
import java.util.ArrayList;
import java.util.List;

/**
 * Chains on the wire: {1: [signed grant, …], 2: sealed keybox or empty}, and in suite S2 also 3: [key record, …]. Limits come
 * before content (L5).
 */
final class ChainCodec {
  private static final int MAX_RECORDS = GrantChain.MAX_LINKS + 1;
  private static final int MAX_LINK_BYTES =
      Grant.MAX_BYTES + Signatures.beyondEd25519(Signatures.scheme(Suite.S2));
  private static final int MAX_BYTES = GrantChain.MAX_LINKS * (MAX_LINK_BYTES + 8)
      + MAX_RECORDS * (HybridKey.SIZE_BYTES + 8)
      + GrantChain.MAX_KEYBOX_BYTES
      + 16;

  private ChainCodec() {}

  static byte[] encode(List<Link> links, KeyRecords records, byte[] keybox) {
    int fields = records.all().isEmpty() ? 2 : 3;
    CborWriter out = new CborWriter().map(fields).key(1).array(links.size());
    links.forEach(link -> out.bytes(link.bytes()));
    out.key(2).bytes(keybox);
    if (fields == 3) {
      out.key(3).array(records.all().size());
      records.all().forEach(record -> out.bytes(record.bytes()));
    }
    return out.toBytes();
  }

  static GrantChain decode(byte[] bytes) {
    require(bytes.length <= MAX_BYTES, "a chain may have " + MAX_BYTES + " bytes");
    CborReader in = CborReader.of(bytes, ErrorCode.GRANT_MALFORMED);
    int fields = in.map(3);
    int count = in.key(1).array(bytes.length);
    require(
        count <= GrantChain.MAX_LINKS,
        "a chain may have " + GrantChain.MAX_LINKS + " links, and this has " + count);
    List<byte[]> encoded = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      encoded.add(in.bytes(bytes.length));
    }
    byte[] keybox = in.key(2).bytes(bytes.length);
    List<HybridKey> records = fields == 3 ? readRecords(in.key(3)) : List.of();
    in.end();
    return checked(encoded.stream().map(Link::parse).toList(), records, keybox);
  }

  private static List<HybridKey> readRecords(CborReader in) {
    List<HybridKey> records = new ArrayList<>();
    for (int left = in.array(MAX_RECORDS); left > 0; left--) {
      records.add(HybridKey.ofBytes(in.bytesOf(HybridKey.SIZE_BYTES)));
    }
    if (records.isEmpty()) {
      throw in.refusal("a field for key records without any");
    }
    return records;
  }

  /**
   * A chain within the limits and of one suite, with just the key records that it needs, whose keybox, if it is there, is
   * the one that the last grant was signed with.
   */
  static GrantChain checked(List<Link> links, List<HybridKey> records, byte[] keybox) {
    if (links.isEmpty()) {
      throw new InvalidInputException(ErrorCode.CHAIN_BROKEN, "the chain is empty");
    }
    require(
        links.size() <= GrantChain.MAX_LINKS,
        "a chain may have " + GrantChain.MAX_LINKS + " links, and this has " + links.size());
    require(
        keybox.length <= GrantChain.MAX_KEYBOX_BYTES,
        "a keybox may have " + GrantChain.MAX_KEYBOX_BYTES + " bytes");
    requireOneSuite(links);
    Binding binding = links.get(links.size() - 1).grant().binding();
    if (keybox.length > 0 && !binding.binds(keybox)) {
      throw new InvalidInputException(
          ErrorCode.GRANT_MALFORMED,
          "the sealed keys are not those that the grant was signed with");
    }
    return new GrantChain(links, KeyRecords.of(links, records), keybox);
  }

  private static void requireOneSuite(List<Link> links) {
    Suite suite = links.get(0).grant().suite();
    if (links.stream().anyMatch(link -> link.grant().suite() != suite)) {
      throw new InvalidInputException(
          ErrorCode.CHAIN_BROKEN, "a grant of one suite does not follow one of another");
    }
  }

  private static void require(boolean holds, String limit) {
    if (!holds) {
      throw new InvalidInputException(ErrorCode.GRANT_LIMIT, limit);
    }
  }
}
