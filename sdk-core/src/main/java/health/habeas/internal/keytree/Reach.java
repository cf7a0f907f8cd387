// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

/**
 * Days of one compartment: what keys can be given for. Immutable.
 *
 * @param compartment which compartment
 * @param days which days
 */
public record Reach(CompartmentId compartment, DayRange days) {}
