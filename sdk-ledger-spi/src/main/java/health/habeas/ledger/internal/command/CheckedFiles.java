// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.file.PublishedLog;
import health.habeas.ledger.proof.EntryBundle;
import health.habeas.ledger.proof.Tile;
import health.habeas.ledger.proof.TilePath;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The tiles and bundles of a log: one that is missing, can't be read or has not its form is told once, where it is checked, and is
 * as if it were not there. One thread at a time.
 */
final class CheckedFiles {
  private final PublishedLog log;
  private final long minimum;
  private final FsckReport report;

  /** What is there of a log; what ends at or below the minimum index may be missing. */
  CheckedFiles(PublishedLog log, long minimum, FsckReport report) {
    this.log = log;
    this.minimum = minimum;
    this.report = report;
  }

  /** A tile that is about to be checked. */
  Optional<Tile> checked(TilePath path) {
    Optional<Tile> tile = told(path, Tile::parse);
    tile.ifPresent(there -> report.tile());
    return tile;
  }

  /** A bundle that is about to be checked. */
  Optional<EntryBundle> checkedBundle(TilePath path) {
    return told(path, EntryBundle::parse);
  }

  /** A tile that tells of another one. */
  Optional<Tile> tile(TilePath path) {
    return silent(path, Tile::parse);
  }

  /** A bundle that tells of a tile. */
  Optional<EntryBundle> bundle(TilePath path) {
    return silent(path, EntryBundle::parse);
  }

  /** Whether a file that is not there need not be. */
  boolean mayBePruned(TilePath path) {
    int shift = Math.max(path.level(), 0) * 8;
    return (path.index() * TilePath.FULL + path.width()) << shift <= minimum;
  }

  private <T> Optional<T> told(TilePath path, BiFunction<TilePath, byte[], T> form) {
    try {
      Optional<T> file = read(path, form);
      if (file.isEmpty() && !mayBePruned(path)) {
        report.fault(path, "missing");
      }
      return file;
    } catch (LedgerException e) {
      report.fault(FsckReport.place(path), e);
      return Optional.empty();
    }
  }

  private <T> Optional<T> silent(TilePath path, BiFunction<TilePath, byte[], T> form) {
    try {
      return read(path, form);
    } catch (LedgerException e) {
      return Optional.empty();
    }
  }

  // the full one serves where the partial one is gone
  private <T> Optional<T> read(TilePath path, BiFunction<TilePath, byte[], T> form) {
    return log.read(path)
        .map(bytes -> form.apply(path, bytes))
        .or(() -> log.read(path.full()).map(bytes -> form.apply(path.full(), bytes)));
  }
}
