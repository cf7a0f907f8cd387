// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;

/**
 * Whose vault, who gives, who receives; both by keys of one suite. Immutable.
 *
 * @param vault whose records
 * @param issuer who signs: the patient, or the holder of the grant above
 * @param holder who may use it
 */
public record Parties(VaultId vault, VerifyKey issuer, VerifyKey holder) {
  /** Checks that the suites agree. */
  public Parties {
    if (issuer.suite() != holder.suite()) {
      throw new InvalidInputException(
          ErrorCode.GRANT_MALFORMED, "a grant names its issuer and holder in one suite");
    }
  }

  /** The suite that both are named in. */
  public Suite suite() {
    return issuer.suite();
  }
}
