// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hmac;
import health.habeas.internal.crypto.Secret;
import java.util.Arrays;

/**
 * Eight bytes by which someone who has a day's key finds that day's slots on a page, and nobody else learns the day:
 * the first bytes of HMAC-SHA-256(leaf, DAY_TAG). Thread-safe.
 */
public final class DayTag {
  /** The size of a tag in bytes. */
  public static final int SIZE_BYTES = 8;

  private static final byte[] DOMAIN = Domain.DAY_TAG.bytes();

  private DayTag() {}

  /**
   * The tag of a day.
   *
   * @param leaf the day's key
   */
  public static byte[] of(Secret leaf) {
    return Arrays.copyOf(Hmac.of(leaf, DOMAIN), SIZE_BYTES);
  }
}
