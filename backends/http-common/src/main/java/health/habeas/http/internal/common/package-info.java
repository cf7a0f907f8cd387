// SPDX-License-Identifier: Apache-2.0

/**
 * Internal to Habeas' servers and their clients: exported to them alone, and may change at any time. What they have in common: a listener with
 * TLS, bounds on what is worked on at once, health and metrics, options on a command line; for clients, answers that can't fill their memory. It knows no protocol; that is a
 * {@link health.habeas.http.internal.common.Site}.
 */
@NullMarked
package health.habeas.http.internal.common;

import org.jspecify.annotations.NullMarked;
