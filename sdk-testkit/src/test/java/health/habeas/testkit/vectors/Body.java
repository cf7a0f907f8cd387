// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.vectors;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The body of a grant, field by field; each may be wrong. Immutable. */
final class Body {
  static final long NOT_BEFORE = 1772366400;
  static final long EXPIRES = 1774958400;
  static final byte[] KEYBOX = "sealed keys".getBytes(StandardCharsets.US_ASCII);

  private final TreeMap<Integer, byte[]> fields;

  private Body(Map<Integer, byte[]> fields) {
    this.fields = new TreeMap<>(fields);
  }

  /** The example of docs/spec/grants.md. */
  static Body example() {
    return root(Person.ALICE, Person.CLINIC);
  }

  static Body root(Person patient, Person holder) {
    Map<Integer, byte[]> fields = new TreeMap<>();
    fields.put(1, Cbor.number(1));
    fields.put(2, Cbor.number(1));
    fields.put(3, Cbor.bytes(patient.vault()));
    fields.put(4, Cbor.bytes(patient.key()));
    fields.put(5, Cbor.bytes(holder.key()));
    fields.put(6, Line.scope(Line.EXAMPLE));
    fields.put(7, Cbor.numbers(1));
    fields.put(8, Cbor.number(NOT_BEFORE));
    fields.put(9, Cbor.number(EXPIRES));
    fields.put(10, Cbor.number(0));
    fields.put(11, Cbor.ALL);
    fields.put(12, Cbor.numbers());
    fields.put(13, Cbor.bytes(Cbor.filled(16, 1)));
    fields.put(14, Cbor.bytes(new byte[0]));
    fields.put(15, Cbor.bytes(handle(0)));
    fields.put(16, Cbor.number(0));
    fields.put(17, Cbor.bytes(Person.sha256("", KEYBOX)));
    fields.put(18, Cbor.number(0));
    fields.put(19, Cbor.number(0));
    fields.put(20, Cbor.number(0));
    return new Body(fields);
  }

  /** The status handle of the link with this number in its chain. */
  static byte[] handle(int link) {
    return Person.sha256("habeas/status/1", Cbor.filled(32, 100 + link));
  }

  /** What a holder hands on whole, as the link with this number. */
  Body handedOn(Person issuer, Person holder, int link) {
    return with(4, Cbor.bytes(issuer.key()))
        .with(5, Cbor.bytes(holder.key()))
        .with(10, Cbor.number(Math.max(0, 4 - link)))
        .with(13, Cbor.bytes(Cbor.filled(16, 1 + link)))
        .with(14, Cbor.bytes(id()))
        .with(15, Cbor.bytes(handle(link)));
  }

  Body with(int field, byte[] value) {
    Body changed = new Body(fields);
    changed.fields.put(field, value);
    return changed;
  }

  Body with(int field, long value) {
    return with(field, Cbor.number(value));
  }

  Body line(int field, byte[] value) {
    return scope(Line.EXAMPLE.with(field, value));
  }

  Body scope(Line... lines) {
    return with(6, Line.scope(lines));
  }

  Body without(int field) {
    Body changed = new Body(fields);
    changed.fields.remove(field);
    return changed;
  }

  /** Each key and each value in turn, to be laid out otherwise than is right. */
  List<byte[]> entries() {
    List<byte[]> entries = new ArrayList<>();
    fields.forEach((key, value) -> {
      entries.add(Cbor.number(key));
      entries.add(value);
    });
    return entries;
  }

  byte[] bytes() {
    return Cbor.concat(Cbor.head(5, fields.size()), Cbor.concat(entries().toArray(byte[][]::new)));
  }

  byte[] id() {
    return Person.sha256("habeas/grant-id/1", bytes());
  }
}
