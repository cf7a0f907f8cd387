// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which custodians lacked something and which gave something altered, as found while reading. Not thread-safe. */
public final class Faults {
  private final SortedSet<String> silent = new TreeSet<>();
  private final SortedSet<String> lying = new TreeSet<>();

  void missing(String custodian) {
    silent.add(custodian);
  }

  void altered(String custodian) {
    lying.add(custodian);
  }

  /** Those that did not give what they should have. */
  public Set<String> silent() {
    return new TreeSet<>(silent);
  }

  /** Those whose answer is proven to be altered. */
  public Set<String> lying() {
    return new TreeSet<>(lying);
  }
}
