// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import health.habeas.ledger.Ledger;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * What a test may do to a ledger besides calling it. Everything is "not offered" unless a backend's test says how; the points
 * of the contract that need it are then reported as not offered, and never as passed.
 *
 * <p>One object serves one test, on the place that this test's ledger is opened on. Not thread-safe.
 */
public interface LedgerFaults {
  /** Something that is done to a ledger, or to its place while it is closed. */
  @FunctionalInterface
  interface Deed {
    /**
     * Does it.
     *
     * @param random where there is a choice
     */
    void run(Random random) throws Exception;
  }

  /** A line to the store that can be cut. */
  interface Line {
    /** From now on nothing comes through, and what is under way is lost. */
    void cut();

    /** Everything comes through again. */
    void heal();
  }

  /** Takes copies of a place. */
  @FunctionalInterface
  interface Backup {
    /** Copies everything, the log's key and heads included; the ledger is closed. What it returns puts the copy back. */
    Deed take() throws Exception;
  }

  /** A ledger that offers nothing. */
  static LedgerFaults none() {
    return new LedgerFaults() {};
  }

  /**
   * What every ledger in a directory of this machine offers, if one process has it at a time.
   *
   * @param address opens the ledger in another process
   * @param directory has all of its files, and nothing else
   * @param journal the file of the directory to which entries are appended
   */
  static LedgerFaults directory(String address, Path directory, Path journal) {
    return new DirectoryFaults(address, directory, journal);
  }

  /** Ways to be killed, by name; each opens the closed ledger in something that a test kills. */
  default Map<String, Supplier<KillableLedger>> kills() {
    return Map.of();
  }

  /** What a crash in the middle of a write leaves behind what was acknowledged, done to the closed place. */
  default Optional<Deed> tear() {
    return Optional.empty();
  }

  /** Flips one bit of what is stored, somewhere, in the closed place. */
  default Optional<Deed> flip() {
    return Optional.empty();
  }

  /** Copies the closed place. */
  default Optional<Backup> backup() {
    return Optional.empty();
  }

  /** Exchanges the two newest entries in the closed place, as a store does that goes back on its word. */
  default Optional<Deed> reorganise() {
    return Optional.empty();
  }

  /** Whether a second {@link Ledger} on the place is refused while one is open. */
  default boolean hasOneWriter() {
    return false;
  }

  /** Takes the place from the ledger that has it open, without its knowledge, so that the next one can be opened. */
  default Optional<Deed> overtake() {
    return Optional.empty();
  }

  /** The line between the open ledger and its store, or its quorum. */
  default Optional<Line> line() {
    return Optional.empty();
  }
}
