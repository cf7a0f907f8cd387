// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where each byte of a body lies: stripe s holds k chunks of 16,384 bytes one after the other, and row j is chunk j of
 * every stripe. Only the last stripe has smaller chunks: a k-th of what is left, rounded up to 64 bytes, zero-filled.
 * Immutable.
 *
 * @param data k, 1 to 254
 * @param bodyBytes the size of the body, 0 to {@link #MAX_BODY_BYTES}
 */
record Geometry(int data, int bodyBytes) {
  static final int CHUNK_BYTES = 16_384;
  static final int MAX_BODY_BYTES = 1 << 30;
  private static final int LAST_CHUNK_UNIT = 64;

  /** Checks both numbers. */
  Geometry {
    if (!ReedSolomon.isValid(data, 1) || bodyBytes < 0 || bodyBytes > MAX_BODY_BYTES) {
      throw new IllegalArgumentException("a body may have 1 GiB and at most 254 data shards");
    }
  }

  /** How many stripes there are; none for an empty body. */
  int stripes() {
    return roundUp(bodyBytes, stripeBytes()) / stripeBytes();
  }

  /** The size of each chunk of a stripe. */
  int chunkBytes(int stripe) {
    int left = bodyBytes - startOf(stripe);
    if (left >= stripeBytes()) {
      return CHUNK_BYTES;
    }
    return roundUp(roundUp(left, data) / data, LAST_CHUNK_UNIT);
  }

  /** The size of a row: all its chunks. */
  int rowBytes() {
    int stripes = stripes();
    return stripes == 0 ? 0 : (stripes - 1) * CHUNK_BYTES + chunkBytes(stripes - 1);
  }

  /** The stripe that holds this byte of the body. */
  int stripeOf(int bodyOffset) {
    return bodyOffset / stripeBytes();
  }

  /** Where a stripe begins in the body. */
  int startOf(int stripe) {
    return stripe * stripeBytes();
  }

  /** Where the chunks of some stripes lie in a row. */
  Extent inRow(int first, int last) {
    int length = (last - first) * CHUNK_BYTES + chunkBytes(last);
    return new Extent(first * CHUNK_BYTES, length);
  }

  /** Where the chunk at a position lies in a shard file; behind the last one lies the share. */
  Extent inShard(int position) {
    return position == stripes()
        ? new Extent(rowBytes(), ShardTree.TRAILER_BYTES)
        : inRow(position, position);
  }

  /**
   * Cuts one stripe out of a body.
   *
   * @param body all of it
   * @param stripe which one
   * @param rows at least k, zero where they are written to; chunk j goes to where {@link #inShard} says, in row j
   */
  void cut(ByteBuffer body, int stripe, byte[][] rows) {
    for (int j = 0; j < data; j++) {
      Span span = span(stripe, j);
      body.get(body.position() + span.bodyOffset, rows[j], stripe * CHUNK_BYTES, span.length);
    }
  }

  /**
   * Puts stripes together again.
   *
   * @param rows k rows, each with its chunks of these stripes only
   * @param first the first of them
   * @param last the last of them
   */
  byte[] join(List<byte[]> rows, int first, int last) {
    int from = startOf(first);
    byte[] body = new byte[Math.min(bodyBytes, startOf(last + 1)) - from];
    for (int j = 0; j < data; j++) {
      for (int s = first; s <= last; s++) {
        Span span = span(s, j);
        int inRow = (s - first) * CHUNK_BYTES;
        System.arraycopy(rows.get(j), inRow, body, span.bodyOffset - from, span.length);
      }
    }
    return body;
  }

  /** The rows that hold some of these bytes. */
  SortedSet<Integer> rowsOf(Extent extent) {
    SortedSet<Integer> rows = new TreeSet<>();
    for (int s = stripeOf(extent.offset()); s <= stripeOf(extent.end() - 1); s++) {
      for (int j = 0; j < data; j++) {
        if (span(s, j).cut(extent).length > 0) {
          rows.add(j);
        }
      }
    }
    return rows;
  }

  /**
   * Some bytes of the body.
   *
   * @param rows at least those that {@link #rowsOf} names, each with its chunks from stripe {@code first} on
   * @param first the stripe with which they begin
   * @param extent which bytes
   */
  byte[] read(Map<Integer, byte[]> rows, int first, Extent extent) {
    byte[] bytes = new byte[extent.length()];
    for (int s = stripeOf(extent.offset()); s <= stripeOf(extent.end() - 1); s++) {
      for (int j = 0; j < data; j++) {
        Span whole = span(s, j);
        Span wanted = whole.cut(extent);
        if (wanted.length > 0) {
          int inRow = (s - first) * CHUNK_BYTES + wanted.bodyOffset - whole.bodyOffset;
          int at = wanted.bodyOffset - extent.offset();
          System.arraycopy(Objects.requireNonNull(rows.get(j)), inRow, bytes, at, wanted.length);
        }
      }
    }
    return bytes;
  }

  private int stripeBytes() {
    return data * CHUNK_BYTES;
  }

  /** What chunk j of a stripe holds of the body, without the zeros after its end. */
  private Span span(int stripe, int j) {
    int chunk = chunkBytes(stripe);
    int offset = Math.min(bodyBytes, startOf(stripe) + j * chunk);
    return new Span(offset, Math.min(chunk, bodyBytes - offset));
  }

  private static int roundUp(int value, int unit) {
    return (value + unit - 1) / unit * unit;
  }

  private record Span(int bodyOffset, int length) {
    /** What of it lies in the extent; may be empty. */
    Span cut(Extent extent) {
      int from = Math.max(bodyOffset, extent.offset());
      int to = Math.min(bodyOffset + length, extent.end());
      return new Span(from, Math.max(0, to - from));
    }
  }
}
