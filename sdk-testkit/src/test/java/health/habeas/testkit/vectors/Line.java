// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One line of a scope, field by field; each may be wrong. Immutable. */
final class Line {
  static final int ACTIONS = 0;
  static final int TYPES = 1;
  static final int CATEGORIES = 2;
  static final int DAYS = 3;
  static final int LABELS = 4;
  static final int SOURCES = 5;
  static final int IDS = 6;
  static final int PARENT = 7;

  /** The example's: read and search laboratory records of 2025 and the 90 days after, NORMAL. */
  static final Line EXAMPLE = new Line(List.of(
      Cbor.numbers(1, 2),
      Cbor.ALL,
      Cbor.numbers(6),
      Cbor.numbers(45656, 46111),
      Cbor.numbers(0),
      Cbor.ALL,
      Cbor.ALL,
      Cbor.number(0)));

  /** Everything there is. */
  static final Line EVERYTHING = new Line(List.of(
      Cbor.ALL, Cbor.ALL, Cbor.ALL, Cbor.ALL, Cbor.ALL, Cbor.ALL, Cbor.ALL, Cbor.number(0)));

  private final List<byte[]> fields;

  private Line(List<byte[]> fields) {
    this.fields = fields;
  }

  Line with(int field, byte[] value) {
    List<byte[]> changed = new ArrayList<>(fields);
    changed.set(field, value);
    return new Line(changed);
  }

  byte[] encoded() {
    return Cbor.array(fields);
  }

  List<byte[]> fields() {
    return fields;
  }

  static byte[] scope(Line... lines) {
    return Cbor.array(Arrays.stream(lines).map(Line::encoded).toList());
  }
}
