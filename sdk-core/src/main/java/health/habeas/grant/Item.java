// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.internal.wire.Major;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How one value of a set is written and read. Sets are arrays sorted by the bytes of their items, the order that RFC 8949
 * section 4.2.1 gives to map keys, without duplicates, so that a set has one encoding. Immutable.
 *
 * @param <T> the value
 */
record Item<T>(BiConsumer<CborWriter, T> writer, Function<CborReader, T> reader) {
  private static final String ALL = "ALL";
  private static final byte[] ALL_ENCODED = new CborWriter().text(ALL).toBytes();
  private static final int USUAL_BYTES = 16;

  void write(CborWriter out, Set<T> values) {
    List<byte[]> items = new ArrayList<>(values.size());
    for (T value : values) {
      items.add(encode(value));
    }
    items.sort(Arrays::compareUnsigned);
    out.array(items.size());
    items.forEach(out::encoded);
  }

  Set<T> read(CborReader in) {
    int items = in.array(Grant.MAX_BYTES);
    Set<T> values = new LinkedHashSet<>();
    int before = in.position();
    int start = before;
    for (int i = 0; i < items; i++) {
      values.add(reader.apply(in));
      if (!in.ascends(before, start)) {
        throw in.refusal("a set that is not in order or repeats a value");
      }
      before = start;
      start = in.position();
    }
    return values;
  }

  void writeField(CborWriter out, Field<T> field) {
    if (field instanceof Field.Some<T> some) {
      write(out, some.values());
    } else {
      writeAll(out);
    }
  }

  Field<T> readField(CborReader in) {
    return readAll(in) ? Field.all() : Field.of(read(in));
  }

  static void writeAll(CborWriter out) {
    out.encoded(ALL_ENCODED);
  }

  /** Reads the token ALL if a text comes next. */
  static boolean readAll(CborReader in) {
    if (in.peek() != Major.TEXT) {
      return false;
    }
    if (!in.text(ALL.length()).equals(ALL)) {
      throw in.refusal("a text other than ALL");
    }
    return true;
  }

  private byte[] encode(T value) {
    CborWriter out = new CborWriter(USUAL_BYTES);
    writer.accept(out, value);
    return out.toBytes();
  }
}
