// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.grant.Decision;
import health.habeas.grant.Directive;
import health.habeas.record.HealthRecord;
import java.util.List;

/**
 * The holder's side of a custodian, after it has allowed an access for which a receipt is in the ledger. Lives for
 * minutes; the revocation view is asked again at every fetch (L54). Thread-safe.
 */
public interface ReleaseSession {
  /** The largest deposit, in bytes: one record of the largest size with all that surrounds it. */
  int MAX_DEPOSIT_BYTES = HealthRecord.MAX_CONTENT_BYTES + (64 << 10);

  /**
   * Fetches one blob of the vault: pages, manifests, shards and key updates, and a break-glass grant's own share.
   *
   * @param name its name
   */
  Fetched fetch(ItemName name);

  /**
   * Fetches a part of one blob, by the same rules as the whole; {@link Absent} also if the blob ends before the part does.
   *
   * @param name its name
   * @param offset of the first byte, 0 or more
   * @param length in bytes, 0 or more
   * @throws IllegalArgumentException if either is negative
   */
  Fetched fetch(ItemName name, long offset, int length);

  /**
   * Leaves a sealed record in the vault's inbox: only with a grant to CREATE or AMEND, and only the record that the receipt names.
   *
   * @param sealed the record, sealed to the patient; at most {@link #MAX_DEPOSIT_BYTES}, else HBS-4010
   */
  Deposited deposit(byte[] sealed);

  /**
   * The patient's directives that are about this access. A custodian refuses what they forbid as a whole; since it can't tell
   * one record from another, the holder's software leaves out the rest.
   */
  List<Directive> directives();

  /** What became of a deposit. */
  sealed interface Deposited permits Kept, Refused {}

  /** It is durable here. */
  record Kept() implements Deposited {}

  /** What a fetch brings. */
  sealed interface Fetched permits Found, Absent, Refused {}

  /**
   * The blob.
   *
   * @param content its bytes
   */
  record Found(byte[] content) implements Fetched {
    /** Copies the bytes. */
    public Found {
      content = content.clone();
    }

    @Override
    public byte[] content() {
      return content.clone();
    }
  }

  /** This custodian has no such blob. */
  record Absent() implements Fetched {}

  /**
   * The access is no longer allowed.
   *
   * @param deny why, and what to do
   */
  record Refused(Decision.Deny deny) implements Fetched, Deposited {}
}
