// SPDX-License-Identifier: Apache-2.0
package health.habeas.fhir;

import java.util.OptionalLong;

/**
 * A place in a source; of a gzipped source, in what it unpacks to. Immutable.
 *
 * @param line the line, counted from 1
 * @param entry the index in {@code Bundle.entry}, counted from 0; empty outside a bundle's entries
 * @param byteOffset the byte, counted from 0, a byte order mark included
 */
public record Place(long line, OptionalLong entry, long byteOffset) {
  /** For example {@code entry 12 (line 1, byte 20480)}. */
  @Override
  public String toString() {
    String at = "line " + line + ", byte " + byteOffset;
    return entry.isPresent() ? "entry " + entry.getAsLong() + " (" + at + ")" : at;
  }
}
