// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counts records and megabytes, which JMH divides by the time. Not thread-safe: one per thread. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Volume {
  private static final double BYTES_PER_MEGABYTE = 1e6;

  /** Records so far. */
  public long records;

  /** Megabytes of their content so far. */
  public double megabytes;

  void add(int sizeBytes) {
    records++;
    megabytes += sizeBytes / BYTES_PER_MEGABYTE;
  }
}
