// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.key.VerifyKey;

/**
 * Whose vault, who gives, who receives. Immutable.
 *
 * @param vault whose records
 * @param issuer who signs: the patient, or the holder of the grant above
 * @param holder who may use it
 */
public record Parties(VaultId vault, VerifyKey issuer, VerifyKey holder) {}
