// SPDX-License-Identifier: Apache-2.0

/**
 * The two doors. {@link health.habeas.Vault} is the patient's: she puts, grants, revokes, sees who looked, and takes
 * everything elsewhere. {@link health.habeas.GrantedVault} is the holder's: it reads what it was granted, hands a part of
 * it on, or leaves a record in the inbox. Everything else in this package is what they return.
 */
@NullMarked
package health.habeas;

import org.jspecify.annotations.NullMarked;
