// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Picks some of a list by a seed that a failing property prints. */
final class Shuffled {
  private Shuffled() {}

  static List<Integer> indices(int total, int count, long seed) {
    List<Integer> indices = new ArrayList<>(IntStream.range(0, total).boxed().toList());
    Collections.shuffle(indices, new Random(seed));
    return indices.subList(0, count);
  }

  static <T> SortedMap<Integer, T> some(List<T> all, int count, long seed) {
    SortedMap<Integer, T> some = new TreeMap<>();
    indices(all.size(), count, seed).forEach(i -> some.put(i, all.get(i)));
    return some;
  }
}
