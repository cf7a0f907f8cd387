// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.trust;

import health.habeas.ledger.proof.ForkProof;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A client's memory of the logs that it knows: the newest heads of each, and the evidence against those that forked. What
 * it forgets, a log may take back unnoticed; so it belongs where backups do not turn it back.
 *
 * <p>Contract: {@link #advance} is durable before it returns, and of several sessions and processes that advance at once from
 * the same heads exactly one succeeds. Raises {@code LedgerException} where the medium fails. Thread-safe.
 */
public interface HeadStore {
  /**
   * A directory of this machine, for any number of processes: one file a log, made of the heads' own texts and a checksum.
   *
   * @param directory made if it is not there; readable by this account only
   */
  static HeadStore directory(Path directory) {
    return DirectoryHeadStore.open(directory);
  }

  /** A memory that ends with the process: rules hold within it, and the first head after it is believed again. */
  static HeadStore memory() {
    return new MemoryHeadStore();
  }

  /**
   * What is kept of a log; empty if nothing was. A copy that is damaged raises HBS-6321.
   *
   * @param origin the log's name
   */
  Optional<KeptHeads> heads(String origin);

  /**
   * Replaces what is kept of a log, if it still is what the caller saw.
   *
   * @param origin the log's name
   * @param seen what the caller went by
   * @param next what is to be kept
   * @return false if somebody was quicker; nothing is changed then
   */
  boolean advance(String origin, Optional<KeptHeads> seen, KeptHeads next);

  /**
   * Where the evidence is that this log contradicted itself; empty if it is not known to have.
   *
   * @param origin the log's name
   */
  Optional<String> fork(String origin);

  /**
   * Keeps evidence, durably; of several for one log the first.
   *
   * @param evidence against a log
   * @return where it is, in words that a person understands
   */
  String keep(ForkProof evidence);
}
