// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.grant.Grant;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * When one custodian first let somebody break the glass, by its own clock, for each grant: written once, and before anything
 * is served, so that the 24 hours begin for good. Thread-safe.
 *
 * @param store where it is kept
 */
record FirstBreaks(ShardStore store) {
  /** The time; empty if this grant never broke the glass here. What can't be read is refused. */
  Optional<Instant> of(Grant grant) {
    return store.get(path(grant)).map(bytes -> {
      CborReader in = CborReader.of(bytes, ErrorCode.BREAK_GLASS);
      long second = in.integer(0, AccessEvent.LAST_SECOND);
      in.end();
      return Instant.ofEpochSecond(second);
    });
  }

  /** Remembers a break, unless there was an earlier one. */
  void record(Grant grant, Instant time) {
    byte[] second = new CborWriter().integer(time.getEpochSecond()).toBytes();
    store.putIfAbsent(path(grant), second);
  }

  private static String path(Grant grant) {
    return grant.parties().vault().hex() + "/first-break/"
        + HexFormat.of().formatHex(grant.id().bytes());
  }
}
