// SPDX-License-Identifier: Apache-2.0

/**
 * Keys as handles: made, used and wiped without their bytes ever being seen.
 *
 * <p>Enter by {@link health.habeas.key.PatientKeys} (the patient's) or {@link health.habeas.key.HolderKeys} (a clinic's,
 * an app's, a relative's). Where the secret rests is decided by a {@link health.habeas.key.KeyCustody}: the built-in one
 * is a file under a passphrase, others are found by scheme. A holder shows itself by its
 * {@link health.habeas.key.Grantee} card, and a {@link health.habeas.key.VerifyKey} is all that a verifier needs.
 *
 * <p>Nothing here asks for, returns or imports raw key bytes. Format and derivations: {@code docs/spec/keys.md}.
 */
@NullMarked
package health.habeas.key;

import org.jspecify.annotations.NullMarked;
