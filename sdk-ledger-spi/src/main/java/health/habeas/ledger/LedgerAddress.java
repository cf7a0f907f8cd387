// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger;

import health.habeas.ledger.error.LedgerErrorCode;
import health.habeas.ledger.error.LedgerException;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a ledger is: {@code scheme:target}, for example {@code memory:} or {@code file:demo/ledger}. The target is the
 * provider's to read; it need not be a valid URI, so that a plain path with spaces may stand there. Immutable.
 *
 * @param scheme names the provider; lower case
 * @param target what the provider needs, may be empty
 */
public record LedgerAddress(String scheme, String target) {
  private static final Pattern PASSWORD = Pattern.compile("(?i)[^=]*password=");

  /** Checks the scheme. */
  public LedgerAddress {
    if (!scheme.matches("[a-z][a-z0-9+.-]*")) {
      throw new LedgerException.Permanent(
          LedgerErrorCode.ADDRESS_INVALID, "the address does not begin with a scheme and a colon");
    }
  }

  /**
   * Reads an address.
   *
   * @param address scheme, colon, target
   */
  public static LedgerAddress parse(String address) {
    int colon = Math.max(0, address.indexOf(':'));
    String scheme = address.substring(0, colon).toLowerCase(Locale.ROOT);
    return new LedgerAddress(scheme, address.substring(Math.min(address.length(), colon + 1)));
  }

  /**
   * Which place it is, however one gets in: without user info before a host, and without parameters whose names end in {@code
   * password}. For comparison only; it may still say where the place is.
   */
  String place() {
    String bare = target.replaceFirst("^//[^/?]*@", "//");
    int query = bare.indexOf('?');
    String kept = query < 0
        ? bare
        : bare.substring(0, query + 1)
            + Stream.of(bare.substring(query + 1).split("&", -1))
                .filter(parameter -> !PASSWORD.matcher(parameter).lookingAt())
                .collect(Collectors.joining("&"));
    return scheme + ':' + kept;
  }

  /** The scheme alone: a target may hold a password. */
  @Override
  public String toString() {
    return scheme + ":…";
  }
}
