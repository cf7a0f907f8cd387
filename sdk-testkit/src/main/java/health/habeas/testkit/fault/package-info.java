// SPDX-License-Identifier: Apache-2.0

/**
 * What goes wrong with stores and lines, on demand: {@link health.habeas.testkit.fault.FaultyShardStore} stands before any
 * store, {@link health.habeas.testkit.fault.FaultyRelay} before any server on this machine. Put them under software of your
 * own and see that it loses nothing, believes nothing, and names who lied.
 */
@NullMarked
package health.habeas.testkit.fault;

import org.jspecify.annotations.NullMarked;
