// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

/**
 * What a request is about: one record by its facts, or a selection of many. Immutable.
 *
 * <p>A holder's proof of possession covers the digest of the selector, so it can't be used for anything else (L37).
 */
public sealed interface RecordSelector permits RecordFacts, Selection {}
