// SPDX-License-Identifier: Apache-2.0

/**
 * Servers under test in processes of their own: {@link health.habeas.testkit.server.ServerProcess} starts one on this machine
 * and ends it, as gently or as rudely as the test wants.
 */
@NullMarked
package health.habeas.testkit.server;

import org.jspecify.annotations.NullMarked;
