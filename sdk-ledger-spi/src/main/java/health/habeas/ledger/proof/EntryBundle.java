// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive entries of a log, as C2SP tlog-tiles stores them: each preceded by its length in two bytes. Its
 * {@link #toString()} shows no entry. Immutable.
 */
public final class EntryBundle {
  /** The largest entry, in bytes. */
  public static final int MAX_ENTRY_BYTES = 0xffff;

  private final List<byte[]> entries;

  private EntryBundle(List<byte[]> entries) {
    this.entries = entries;
  }

  /**
   * A bundle to be stored.
   *
   * @param entries 1 to 256, each of at most {@link #MAX_ENTRY_BYTES}; copied
   */
  public static EntryBundle of(List<byte[]> entries) {
    boolean fits = !entries.isEmpty()
        && entries.size() <= TilePath.FULL
        && entries.stream().allMatch(entry -> entry.length <= MAX_ENTRY_BYTES);
    if (!fits) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.ENTRY_TOO_LARGE,
          "a bundle has 1 to 256 entries of at most " + MAX_ENTRY_BYTES + " bytes");
    }
    return new EntryBundle(entries.stream().map(byte[]::clone).toList());
  }

  /**
   * Reads a bundle, strictly: what is accepted is written back byte for byte by {@link #bytes()}.
   *
   * @param path of entries; says how many there are
   * @param bytes the whole bundle
   */
  public static EntryBundle parse(TilePath path, byte[] bytes) {
    if (!path.isEntries()) {
      throw Tile.corrupt(path, "it is not the path of an entry bundle");
    }
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    List<byte[]> entries = new ArrayList<>();
    while (entries.size() < path.width()) {
      int length = rest.remaining() < Short.BYTES ? -1 : Short.toUnsignedInt(rest.getShort());
      if (length < 0 || rest.remaining() < length) {
        throw Tile.corrupt(path, "it ends within entry " + entries.size());
      }
      byte[] entry = new byte[length];
      rest.get(entry);
      entries.add(entry);
    }
    if (rest.hasRemaining()) {
      throw Tile.corrupt(path, "it goes on after its " + path.width() + " entries");
    }
    return new EntryBundle(entries);
  }

  /** The number of entries. */
  public int size() {
    return entries.size();
  }

  /**
   * A copy of an entry.
   *
   * @param place from 0 to the size, exclusive
   */
  public byte[] entry(int place) {
    return entries.get(place).clone();
  }

  /**
   * The leaf hash of an entry.
   *
   * @param place from 0 to the size, exclusive
   */
  public TreeHash leaf(int place) {
    return TreeHash.leaf(entries.get(place));
  }

  /** The bytes, as files and servers hold them. */
  public byte[] bytes() {
    int size = entries.stream().mapToInt(entry -> Short.BYTES + entry.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size);
    entries.forEach(entry -> bytes.putShort((short) entry.length).put(entry));
    return bytes.array();
  }

  /** The number of entries alone. */
  @Override
  public String toString() {
    return "EntryBundle[" + entries.size() + ']';
  }
}
