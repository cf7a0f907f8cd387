// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What became of the shards that were asked for; the others are in none of the sets. Immutable.
 *
 * @param sound those that match their root
 * @param missing those that nobody gave
 * @param corrupt those that were given and do not match: whoever gave them lost or altered something
 */
public record ShardReport(
    SortedSet<Integer> sound, SortedSet<Integer> missing, SortedSet<Integer> corrupt) {
  /** Copies the sets. */
  public ShardReport {
    sound = Collections.unmodifiableSortedSet(new TreeSet<>(sound));
    missing = Collections.unmodifiableSortedSet(new TreeSet<>(missing));
    corrupt = Collections.unmodifiableSortedSet(new TreeSet<>(corrupt));
  }
}
