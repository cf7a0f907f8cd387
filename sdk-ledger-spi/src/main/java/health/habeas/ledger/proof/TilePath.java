// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The name of a tile or entry bundle, below a log's address or directory: C2SP tlog-tiles, for example
 * {@code tile/1/x001/234.p/17}. Immutable.
 *
 * @param level 0 for leaf hashes, up to 63; {@link #ENTRIES} for a bundle of entries
 * @param index counts the tiles of the level from the left, up to 2^55 − 1
 * @param width the number of hashes or entries: 256, or fewer for a partial tile
 */
public record TilePath(int level, long index, int width) {
  /** The level of bundles of entries. */
  public static final int ENTRIES = -1;

  /** The width of a full tile. */
  public static final int FULL = 256;

  /** A tile spans this many levels of the binary tree. */
  static final int HEIGHT = 8;

  private static final int MAX_LEVEL = 63;
  private static final long MAX_INDEX = Long.MAX_VALUE >>> HEIGHT;
  private static final Pattern FORM =
      Pattern.compile("tile/(entries|\\d{1,2})/((?:x\\d{3}/){0,5}\\d{3})(?:\\.p/(\\d{1,3}))?");

  /** Checks the ranges. */
  public TilePath {
    boolean within = level >= ENTRIES
        && level <= MAX_LEVEL
        && index >= 0
        && index <= MAX_INDEX
        && width >= 1
        && width <= FULL;
    if (!within) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.OUT_OF_RANGE, "there is no tile of this level, index and width");
    }
  }

  /**
   * Reads a path, strictly.
   *
   * @param path as {@link #toString()} writes it
   */
  public static TilePath parse(String path) {
    Matcher parts = FORM.matcher(path);
    if (parts.matches()) {
      int level = parts.group(1).equals("entries") ? ENTRIES : Integer.parseInt(parts.group(1));
      long index = Long.parseLong(parts.group(2).replaceAll("[x/]", ""));
      int width = parts.group(3) == null ? FULL : Integer.parseInt(parts.group(3));
      if (level <= MAX_LEVEL && index <= MAX_INDEX && width >= 1 && width <= FULL) {
        TilePath read = new TilePath(level, index, width);
        if (read.toString().equals(path)) {
          return read;
        }
      }
    }
    throw new LedgerException.Integrity(
        LedgerErrorCode.NOTE_MALFORMED, "a path is not that of a tile or entry bundle");
  }

  /**
   * The tiles and entry bundles that a log writes when it grows: the full ones, lower levels first, and of each level the
   * partial one at its end. Together with those of earlier growths, a tree of the larger size is whole.
   *
   * @param from the size that is written already; 0 for everything
   * @param to the new size
   */
  public static Stream<TilePath> added(long from, long to) {
    if (from < 0 || to < from) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.OUT_OF_RANGE, "a log grows from one size to a larger one");
    }
    return IntStream.rangeClosed(ENTRIES, (Long.SIZE - 1) / HEIGHT)
        .boxed()
        .flatMap(level -> added(level, count(level, from), count(level, to)));
  }

  private static Stream<TilePath> added(int level, long from, long to) {
    Stream<TilePath> full = LongStream.range(from / FULL, to / FULL)
        .mapToObj(index -> new TilePath(level, index, FULL));
    int rest = (int) (to % FULL);
    return rest == 0 || from == to
        ? full
        : Stream.concat(full, Stream.of(new TilePath(level, to / FULL, rest)));
  }

  // how many hashes of a level, or entries, a tree of a size has
  static long count(int level, long size) {
    int shift = Math.max(level, 0) * HEIGHT;
    return shift < Long.SIZE ? size >>> shift : 0;
  }

  /** Whether this names a bundle of entries. */
  public boolean isEntries() {
    return level == ENTRIES;
  }

  /** Whether this names a partial tile or bundle. */
  public boolean isPartial() {
    return width < FULL;
  }

  /** The full tile in the same place, which a log may have instead of the partial one once it has grown. */
  public TilePath full() {
    return new TilePath(level, index, FULL);
  }

  /** The index behind the last entry that the full tile in this place covers, at most {@link Long#MAX_VALUE}. */
  public long endIndex() {
    int shift = HEIGHT * (Math.max(level, 0) + 1);
    long end = index + 1;
    return shift < Long.SIZE && end <= Long.MAX_VALUE >> shift ? end << shift : Long.MAX_VALUE;
  }

  // the place of the first hash within the level
  long start() {
    return index * FULL;
  }

  /** The path, for example {@code tile/entries/x001/x234/067.p/112}. */
  @Override
  public String toString() {
    StringBuilder path = new StringBuilder(threeDigits(index % 1000));
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      path.insert(0, 'x' + threeDigits(rest % 1000) + '/');
    }
    String partial = isPartial() ? ".p/" + width : "";
    return "tile/" + (isEntries() ? "entries" : level) + '/' + path + partial;
  }

  private static String threeDigits(long number) {
    return Long.toString(1000 + number).substring(1);
  }
}
