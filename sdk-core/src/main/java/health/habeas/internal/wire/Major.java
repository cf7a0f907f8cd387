// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.wire;

import org.jspecify.annotations.Nullable;

/** The kinds of data item in our subset; the CBOR major types 0 to 5 (RFC 8949, section 3.1). Immutable. */
public enum Major {
  /** A non-negative integer. */
  UNSIGNED(0),
  /** A negative integer. */
  NEGATIVE(1),
  /** A byte string. */
  BYTES(2),
  /** A UTF-8 text string. */
  TEXT(3),
  /** An array of known length. */
  ARRAY(4),
  /** A map of known length with ascending integer keys. */
  MAP(5);

  private static final Major[] BY_TYPE = values();

  private final int type;

  Major(int type) {
    this.type = type;
  }

  /** The major type's bits in the first byte of a head. */
  int bits() {
    return type << 5;
  }

  /** The kind that this first byte announces; null for tags, floats and simple values. */
  static @Nullable Major of(byte first) {
    int type = (first & 0xff) >>> 5;
    return type < BY_TYPE.length ? BY_TYPE[type] : null;
  }
}
