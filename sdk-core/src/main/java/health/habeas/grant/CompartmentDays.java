// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

/**
 * Days of one compartment. Immutable.
 *
 * @param labelMask the exact set of a record's labels, bit n for the label with number n; never 0
 * @param category the category's number
 * @param days which days; {@link DayRange#ALL} for the whole epoch
 */
public record CompartmentDays(int labelMask, int category, DayRange days) {}
