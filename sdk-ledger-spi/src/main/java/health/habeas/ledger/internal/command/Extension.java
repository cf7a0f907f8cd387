// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.proof.Checkpoint;
import health.habeas.ledger.proof.ConsistencyProof;
import health.habeas.ledger.proof.ForkProof;
import health.habeas.ledger.proof.LogEnd;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TreeHash;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a log must extend: a head of it that is kept elsewhere, and the last heads of those that it continues. Not thread-safe.
 *
 * @param options has those heads
 * @param report is told where the log does not extend one, with the proof if its key signed both
 */
record Extension(FsckOptions options, FsckReport report) {
  /** The tree of a log, as it was. What can't be read is raised. */
  interface History {
    /** The root at a size that the log has. */
    TreeHash root(long size);

    /** From one size to another. */
    ConsistencyProof consistency(long from, long to);
  }

  /** The sizes whose roots are asked for. */
  LongStream sizes() {
    return Stream.concat(options.seen().stream(), options.ends().stream().map(LogEnd::head))
        .mapToLong(head -> head.claimed().size());
  }

  /**
   * Holds a log against all of them.
   *
   * @param place what the log is read from
   * @param size how many entries it has
   * @param head its newest head, if it has one
   * @param history its tree
   */
  void check(String place, long size, Optional<SignedCheckpoint> head, History history) {
    options.seen().ifPresent(seen -> {
      Checkpoint claimed = options.policy().verify(seen).checkpoint();
      if (head.isPresent() && !head.get().claimed().origin().equals(claimed.origin())) {
        throw new IllegalArgumentException("--seen is a head of another log, " + claimed.origin());
      }
      if (isOther(place, size, claimed, history)) {
        head.ifPresent(shown -> prove(seen, shown, history));
      }
    });
    options.endedBefore().forEach(end -> isOther(place, size, end, history));
  }

  private boolean isOther(String place, long size, Checkpoint earlier, History history) {
    String of = "the head of " + earlier.size() + " entries of " + earlier.origin();
    if (earlier.size() > size) {
      report.fault(place, "older: it has " + size + " entries, and there is " + of);
      return false;
    }
    try {
      boolean isOther = !history.root(earlier.size()).equals(earlier.root());
      if (isOther) {
        report.fault(place, "another history than under " + of + ", which is kept elsewhere");
      }
      return isOther;
    } catch (LedgerException e) {
      report.note(of + " can't be compared, for the faults above");
      return false;
    }
  }

  /** Two heads that both bear the log's signature are proof against it, if the tree leads to the larger one. */
  private void prove(SignedCheckpoint seen, SignedCheckpoint shown, History tree) {
    long from = seen.claimed().size();
    long to = shown.claimed().size();
    if (from > to) {
      return; // what the log signed since is not under this head
    }
    try {
      ForkProof proof = new ForkProof(
          options.log(seen.claimed().origin()).key(),
          seen,
          shown,
          tree.root(from),
          tree.consistency(from, to));
      report.note("the log signed both heads. The lines between these, as a file, prove it:");
      report.text(proof.toString());
    } catch (LedgerException e) {
      report.note("that the log signed both heads is not proven");
    }
  }
}
