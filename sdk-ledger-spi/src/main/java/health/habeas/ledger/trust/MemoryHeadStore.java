// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.trust;

import health.habeas.ledger.proof.ForkProof;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Heads that last as long as the object. Thread-safe. */
final class MemoryHeadStore implements HeadStore {
  private final Map<String, KeptHeads> heads = new HashMap<>();
  private final Map<String, ForkProof> forks = new HashMap<>();

  @Override
  public synchronized Optional<KeptHeads> heads(String origin) {
    return Optional.ofNullable(heads.get(origin));
  }

  @Override
  public synchronized boolean advance(String origin, Optional<KeptHeads> seen, KeptHeads next) {
    if (!seen.equals(heads(origin))) {
      return false;
    }
    heads.put(origin, next);
    return true;
  }

  @Override
  public synchronized Optional<String> fork(String origin) {
    return Optional.ofNullable(forks.get(origin)).map(MemoryHeadStore::place);
  }

  @Override
  public synchronized String keep(ForkProof evidence) {
    forks.putIfAbsent(evidence.key().name(), evidence);
    return place(evidence);
  }

  /** No file can be named, so the evidence itself is. */
  private static String place(ForkProof evidence) {
    return "here (save it as a file):\n" + evidence + "\n";
  }
}
