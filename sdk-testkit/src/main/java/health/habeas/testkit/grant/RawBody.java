// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A signed map taken apart into fields, so that a law can change one of them and nothing else. Immutable. */
final class RawBody {
  private final TreeMap<Integer, byte[]> fields;

  private RawBody(Map<Integer, byte[]> fields) {
    this.fields = new TreeMap<>(fields);
  }

  static RawBody of(Grant grant) {
    return of(grant.signedBytes());
  }

  static RawBody of(byte[] map) {
    List<byte[]> entries = RawCbor.items(map);
    Map<Integer, byte[]> fields = new TreeMap<>();
    for (int i = 0; i < entries.size(); i += 2) {
      byte[] key = entries.get(i); // keys of a body are small: below 24 the head is the number
      fields.put((int) key[0], entries.get(i + 1));
    }
    return new RawBody(fields);
  }

  byte[] field(int number) {
    byte[] value = fields.get(number);
    if (value == null) {
      throw new IllegalArgumentException("the body has no field " + number);
    }
    return value;
  }

  RawBody with(int number, byte[] value) {
    RawBody changed = new RawBody(fields);
    changed.fields.put(number, value);
    return changed;
  }

  RawBody without(int number) {
    RawBody changed = new RawBody(fields);
    changed.fields.remove(number);
    return changed;
  }

  /** One field of one line of the scope, which is field 6. */
  RawBody withLineField(int line, int place, byte[] value) {
    List<byte[]> lines = RawCbor.items(field(6));
    List<byte[]> parts = RawCbor.items(lines.get(line));
    if (place < parts.size()) {
      parts.set(place, value);
    } else {
      parts.add(value);
    }
    lines.set(line, RawCbor.array(parts.toArray(byte[][]::new)));
    return with(6, RawCbor.array(lines.toArray(byte[][]::new)));
  }

  /** Keys and values in turn, to be laid out otherwise than is right. */
  List<byte[]> entries() {
    List<byte[]> entries = new ArrayList<>();
    fields.forEach((key, value) -> {
      entries.add(RawCbor.number(key));
      entries.add(value);
    });
    return entries;
  }

  int size() {
    return fields.size();
  }

  byte[] bytes() {
    return RawCbor.map(entries());
  }
}
