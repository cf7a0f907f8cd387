// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.util.HexFormat;

/**
 * The name of one item of a vault: random or keyed, so that it tells a custodian nothing. Immutable.
 *
 * @param kind what it is
 * @param name 1 to 80 characters of {@code 0-9 a-f .}
 */
public record ItemName(ItemKind kind, String name) {
  private static final int MAX_CHARS = 80;

  /** Checks the alphabet: a name is also a file name. */
  public ItemName {
    boolean sound = !name.isEmpty()
        && name.length() <= MAX_CHARS
        && name.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '.')
        && name.charAt(0) != '.';
    if (!sound) {
      throw new InvalidInputException(
          ErrorCode.RECORD_INVALID, "an item name must be 1 to 80 hex digits or dots");
    }
  }

  /**
   * A name from bytes, in hex.
   *
   * @param kind what it is
   * @param bytes 1 to 40 bytes
   */
  public static ItemName of(ItemKind kind, byte[] bytes) {
    return new ItemName(kind, HexFormat.of().formatHex(bytes));
  }

  /**
   * The name of shard {@code index} of an object.
   *
   * @param objectId 32 bytes
   * @param index 0 to n − 1
   */
  public static ItemName shard(byte[] objectId, int index) {
    return new ItemName(ItemKind.SHARD, HexFormat.of().formatHex(objectId) + "." + index);
  }

  /**
   * The name of an object's manifest.
   *
   * @param objectId 32 bytes
   */
  public static ItemName manifest(byte[] objectId) {
    return of(ItemKind.MANIFEST, objectId);
  }
}
