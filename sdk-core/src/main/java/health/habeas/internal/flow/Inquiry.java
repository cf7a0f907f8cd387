// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Whom to ask, and when the answers are enough. Immutable.
 *
 * @param first who is asked at once
 * @param rest who may be asked when one of them fails or is late, the nearest first
 * @param afterMiss how many answers are hoped for once one was no good
 * @param whenLate how many are hoped for, those that are late not counted
 * @param isDone whether good answers of these custodians are all that is wanted
 * @param isEnough whether so many answers will do, so that those who are left are waited for a little and no longer
 */
record Inquiry(
    List<Integer> first,
    List<Integer> rest,
    int afterMiss,
    int whenLate,
    Predicate<Set<Integer>> isDone,
    Predicate<Tally> isEnough) {
  /**
   * How it stands.
   *
   * @param good how many good answers there are
   * @param all how many answers there are
   */
  record Tally(int good, int all) {}

  /** Copies the lists. */
  Inquiry {
    first = List.copyOf(first);
    rest = List.copyOf(rest);
  }

  /** Whether it matters who is near: what everybody is asked takes its own time, and is not compared. */
  boolean isChoice() {
    return !rest.isEmpty();
  }

  /** One good answer about what all should have. When more than half have none, the others won't either. */
  static Inquiry ofAny(List<Integer> nearest) {
    int total = nearest.size();
    return new Inquiry(
        nearest.subList(0, Math.min(1, total)),
        nearest.subList(Math.min(1, total), total),
        total,
        1,
        good -> !good.isEmpty(),
        tally -> 2 * tally.all() > total);
  }

  /** So many good answers, whosever. */
  static Inquiry ofSome(List<Integer> nearest, int needed) {
    int at = Math.min(needed, nearest.size());
    return new Inquiry(
        nearest.subList(0, at),
        nearest.subList(at, nearest.size()),
        needed,
        needed,
        good -> good.size() >= needed,
        tally -> false);
  }

  /** Those of just these, or else so many of these and the others. */
  static Inquiry ofThese(List<Integer> these, List<Integer> others, int otherwise) {
    return new Inquiry(
        these,
        others,
        otherwise,
        otherwise,
        good -> good.containsAll(these) || good.size() >= otherwise,
        tally -> false);
  }

  /** Good answers of just these if they can be had, and so many in any case. */
  static Inquiry ofTheseToo(List<Integer> these, List<Integer> others, int needed) {
    return new Inquiry(
        these,
        others,
        needed,
        needed,
        good -> good.size() >= needed && good.containsAll(these),
        tally -> tally.good() >= needed);
  }

  /** What everybody says; when more than half did, the others have only little time. */
  static Inquiry ofAll(int custodians) {
    List<Integer> all = IntStream.range(0, custodians).boxed().toList();
    return ofAll(all, tally -> 2 * tally.all() > custodians);
  }

  /** All of these do it; when so many did, the others have only little time. */
  static Inquiry ofQuorum(List<Integer> these, int quorum) {
    return ofAll(these, tally -> tally.good() >= quorum);
  }

  private static Inquiry ofAll(List<Integer> these, Predicate<Tally> isEnough) {
    int total = these.size();
    return new Inquiry(these, List.of(), total, total, good -> good.size() == total, isEnough);
  }
}
