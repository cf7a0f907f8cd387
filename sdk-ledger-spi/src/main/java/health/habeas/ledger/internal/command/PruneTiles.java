// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.command;

import health.habeas.ledger.error.LedgerException;
import health.habeas.ledger.internal.file.TileDirectory;
import health.habeas.ledger.proof.SignedCheckpoint;
import health.habeas.ledger.proof.TilePath;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removes from a folder of tiles what ends at or below a minimum index, but for what ends where the log does: {@code java -cp <jar>
 * health.habeas.ledger.internal.command.PruneTiles <folder> <minimum index>}.
 *
 * <p>Guarantee (C2SP tlog-tiles, "Pruning"): every entry from the minimum index on stays readable and provable in every tree
 * that has it, and any two trees of at least that size stay provably consistent. Earlier entries and proofs need another
 * mirror. The ledger that wrote the folder still has everything.
 *
 * <p>Ends with 0 if the folder is pruned, 1 if the minimum index is beyond its checkpoint, 2 if it can't be read or changed.
 */
public final class PruneTiles {
  private static final int PRUNED = 0;
  private static final int REFUSED = 1;
  private static final int UNREADABLE = 2;

  private PruneTiles() {}

  /**
   * The command.
   *
   * @param arguments folder and minimum index
   */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), utf8(System.out), utf8(System.err)));
  }

  private static PrintStream utf8(PrintStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  static int run(List<String> arguments, PrintStream out, PrintStream errors) {
    if (arguments.size() != 2 || !arguments.get(1).matches("\\d{1,18}")) {
      errors.println("usage: PruneTiles <folder> <minimum index>");
      return UNREADABLE;
    }
    TileDirectory folder = new TileDirectory(Path.of(arguments.get(0)));
    long minimum = Long.parseLong(arguments.get(1));
    try {
      long size = folder
          .checkpoint()
          .map(head -> SignedCheckpoint.parse(new String(head, StandardCharsets.UTF_8)))
          .orElseThrow(() -> new IOException("it has no checkpoint"))
          .claimed()
          .size();
      if (minimum > size) {
        errors.println("The checkpoint has " + size + " entries; the minimum index can't be "
            + minimum + ". Nothing was removed.");
        return REFUSED;
      }
      out.println(prune(folder, Math.min(minimum, size - 1)) + " tiles and bundles below " + minimum
          + " were removed.");
      return PRUNED;
    } catch (LedgerException | IOException e) {
      errors.println("can't prune the folder: " + e.getMessage());
      return UNREADABLE;
    }
  }

  // Never what ends where the log ends: a ledger that is opened reads it, to go on from there.
  private static int prune(TileDirectory folder, long minimum) throws IOException {
    List<TilePath> below = new ArrayList<>();
    folder.eachFile(name -> tile(name)
        .filter(path -> !path.isPartial() && path.endIndex() <= minimum)
        .ifPresent(below::add));
    for (TilePath path : below) {
      Files.delete(folder.file(path));
    }
    return below.size();
  }

  private static Optional<TilePath> tile(String name) {
    try {
      return Optional.of(TilePath.parse(name));
    } catch (LedgerException e) {
      return Optional.empty(); // not ours
    }
  }
}
