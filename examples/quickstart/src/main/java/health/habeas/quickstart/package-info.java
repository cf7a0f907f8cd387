// SPDX-License-Identifier: Apache-2.0

/** The main job in one run, on real records: {@link health.habeas.quickstart.Quickstart}. */
@NullMarked
package health.habeas.quickstart;

import org.jspecify.annotations.NullMarked;
