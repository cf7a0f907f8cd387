// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.fault;

/** How a {@link FaultyShardStore} misbehaves. Immutable. */
public enum StoreFault {
  /** Gives every blob without its last byte; an empty one stays empty. */
  TRUNCATE,
  /** Gives every blob with one bit flipped, in its middle. */
  FLIP,
  /** Gives, for every blob, the one whose name comes next in the same folder. */
  SWAP,
  /** Shows the store as it was when the fault began: what came since is absent, and what was deleted is there. */
  STALE,
  /** Fails every call with HBS-4003. */
  ERROR,
  /** Holds every call until it is healed, then does it. */
  HANG,
  /** Does every call, each a quarter of a second late. */
  SLOW,
  /** Acknowledges every put and delete, and forgets it. */
  LOSE,
  /** Does every put and delete, and then fails with HBS-4003, as if its answer had been lost. */
  LOSE_ANSWER,
  /** Overwrites what is there, and says that it was not. */
  OVERWRITE,
  /** Refuses every call with HBS-4017. */
  REFUSE,
  /** Fails every put with HBS-4002, as a full disk does; reads go on. */
  FULL
}
