// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

/** What a {@link ShardStore} can do beyond the contract. Immutable. */
public enum StoreCapability {
  /** What is stored outlives this process and a power cut. */
  DURABLE,
  /** A range costs about as much as its own bytes, not those of the whole blob. */
  CHEAP_RANGE,
  /** Two processes may work on one store at the same time. */
  SHARED,
  /** Whoever comes with wrong credentials is refused. A {@link StoreProbe} alone can tell. */
  AUTHENTICATED,
  /** Bytes that were altered on their way in are refused. A {@link StoreProbe} alone can tell. */
  CHECKSUMMED
}
