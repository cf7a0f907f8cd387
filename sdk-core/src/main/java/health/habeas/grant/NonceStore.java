// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import java.time.Instant;

/**
 * Remembers which proofs a verifier has accepted, so that each is accepted once (L38). Implementations are thread-safe
 * and atomic: of two calls with the same use, at most one is told that it is the first.
 */
public interface NonceStore {
  /**
   * Whether this is the first time; if so it is remembered. An implementation that can't remember must throw, which the
   * verifier turns into a refusal.
   *
   * @param use names the chain and the proof
   * @param until how long it must be remembered
   * @param now the time of the decision
   */
  boolean isFirst(String use, Instant until, Instant now);

  /**
   * A store in memory. It forgets at a restart: a proof whose challenge was empty could then be replayed within its five
   * minutes, one that answers a fresh nonce could not.
   *
   * @param capacity how many proofs are remembered at once; beyond that, requests are refused until some are over
   */
  static NonceStore inMemory(int capacity) {
    return new MemoryNonceStore(capacity);
  }
}
