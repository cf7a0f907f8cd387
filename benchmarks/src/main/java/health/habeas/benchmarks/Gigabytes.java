// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counts gigabytes, which JMH divides by the time. Not thread-safe: one per thread. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Gigabytes {
  private static final double BYTES_PER_GIGABYTE = 1e9;

  /** So far. */
  public double gigabytes;

  void add(long sizeBytes) {
    gigabytes += sizeBytes / BYTES_PER_GIGABYTE;
  }
}
