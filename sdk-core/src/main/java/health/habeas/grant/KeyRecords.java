// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.key.HybridKey;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import java.util.ArrayList;
import java.util.List;

/**
 * The public keys behind the ids in a chain of suite S2: of each link's issuer in order, then of the last holder. A chain
 * of suite S1 has none, because its grants name keys themselves. Immutable.
 *
 * <p>Guarantee: each record hashes to the id that the grant names, so a presenter chooses nothing by it (L6).
 */
final class KeyRecords {
  private final List<HybridKey> records;

  private KeyRecords(List<HybridKey> records) {
    this.records = records;
  }

  /** The records of these links; another number, order or key is refused. */
  static KeyRecords of(List<Link> links, List<HybridKey> records) {
    boolean fits = links.get(0).grant().suite() == Suite.S1
        ? records.isEmpty()
        : records.stream().map(HybridKey::id).toList().equals(named(links));
    if (!fits) {
      throw new InvalidInputException(
          ErrorCode.GRANT_MALFORMED, "the chain's key records are not those that its grants name");
    }
    return new KeyRecords(List.copyOf(records));
  }

  /** The records of a chain with one more link, of which only the new holder's is not known yet. */
  List<HybridKey> with(List<HybridKey> holder) {
    List<HybridKey> longer = new ArrayList<>(records);
    longer.addAll(holder);
    return longer;
  }

  /** The records of the first links: of each issuer, and of the last one's holder. */
  KeyRecords first(int links) {
    return records.isEmpty() ? this : new KeyRecords(List.copyOf(records.subList(0, links + 1)));
  }

  List<HybridKey> all() {
    return records;
  }

  /** What a signature by this party is verified with. Parties are counted as the records are. */
  byte[] signing(int party, VerifyKey named) {
    return records.isEmpty() ? named.bytes() : records.get(party).bytes();
  }

  /** The Ed25519 key of this party. */
  VerifyKey ed25519(int party, VerifyKey named) {
    return records.isEmpty() ? named : new VerifyKey(records.get(party).ed25519());
  }

  private static List<VerifyKey> named(List<Link> links) {
    List<VerifyKey> named = new ArrayList<>();
    links.forEach(link -> named.add(link.grant().parties().issuer()));
    named.add(links.get(links.size() - 1).grant().parties().holder());
    return named;
  }
}
