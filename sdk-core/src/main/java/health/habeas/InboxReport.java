// SPDX-License-Identifier: Apache-2.0
package health.habeas;

/**
 * What the patient's agent found in the inbox. Immutable.
 *
 * @param filed deposits that are records of the vault now
 * @param refused items that are altered, or beyond what their author was granted; they stay in the inbox
 */
public record InboxReport(int filed, int refused) {}
