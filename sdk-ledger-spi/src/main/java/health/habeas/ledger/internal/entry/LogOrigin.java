// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.entry;

import health.habeas.ledger.proof.SignerKey;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Names for new logs. */
public final class LogOrigin {
  private static final int RANDOM_BYTES = 12;

  private LogOrigin() {}

  /**
   * The key of a new log, named like it.
   *
   * @param random the source
   */
  public static SignerKey freshKey(SecureRandom random) {
    return SignerKey.generate(fresh(random), random);
  }

  /**
   * A name that no other log has: {@code habeas.invalid/log/} and 24 hex digits. The top-level domain of RFC 6761 says
   * that nothing is to be looked up there.
   *
   * @param random the source
   */
  public static String fresh(SecureRandom random) {
    byte[] unique = new byte[RANDOM_BYTES];
    random.nextBytes(unique);
    return "habeas.invalid/log/" + HexFormat.of().formatHex(unique);
  }
}
