// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes CBOR (RFC 8949) in the shortest form; whoever calls it orders the keys of maps. Not thread-safe: one per text. */
final class CborWriter {
  private final ByteArrayOutputStream cbor = new ByteArrayOutputStream();

  CborWriter integer(long value) {
    return value < 0 ? head(1, -1 - value) : head(0, value);
  }

  CborWriter bytes(byte[] value) {
    head(2, value.length).cbor.writeBytes(value);
    return this;
  }

  CborWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    head(3, utf8.length).cbor.writeBytes(utf8);
    return this;
  }

  CborWriter array(int items) {
    return head(4, items);
  }

  CborWriter map(int pairs) {
    return head(5, pairs);
  }

  CborWriter tag(int tag) {
    return head(6, tag);
  }

  CborWriter nil() {
    return head(7, 22);
  }

  byte[] toBytes() {
    return cbor.toByteArray();
  }

  private CborWriter head(int type, long argument) {
    int size = 0; // log2 of the argument's bytes
    while (size < 3 && argument >>> (Byte.SIZE << size) != 0) {
      size++;
    }
    if (argument >= 0 && argument < 24) {
      cbor.write(type << 5 | (int) argument);
      return this;
    }
    cbor.write(type << 5 | 24 + size);
    for (int shift = (Byte.SIZE << size) - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      cbor.write((int) (argument >>> shift));
    }
    return this;
  }
}
