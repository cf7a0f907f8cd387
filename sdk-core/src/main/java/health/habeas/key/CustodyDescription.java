// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

/**
 * What a custody can and can't promise about the keys that it keeps; policies read it, people are shown it. Immutable.
 *
 * @param scheme the scheme it is found under, for example {@code file}
 * @param hardwareBacked whether the secret is used inside hardware only; false when it passes through this process
 * @param exportable whether a copy of what the custody stores, with its passphrase, gives the keys to another machine
 * @param userPresence whether each use needs a person's touch, PIN or face
 */
public record CustodyDescription(
    String scheme, boolean hardwareBacked, boolean exportable, boolean userPresence) {}
