// SPDX-License-Identifier: Apache-2.0

/**
 * How fast the SDK is, each figure beside the figure of what it can't do without: {@code ./mvnw -q -Pbench}.
 *
 * <p>Enter by {@link health.habeas.benchmarks.Benchmarks}. Nothing here is published.
 */
@NullMarked
package health.habeas.benchmarks;

import org.jspecify.annotations.NullMarked;
