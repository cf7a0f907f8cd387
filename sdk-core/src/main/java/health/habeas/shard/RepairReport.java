// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a repair found and did. Immutable.
 *
 * @param objects objects that were looked at
 * @param restored pieces of objects that are where they belong again
 * @param copies manifests, pages and other copies that are where they belong again
 * @param rewritten packs that were written anew without the records that were deleted from them
 * @param pending how many could not be looked at or put back, by custodian: it does not answer or does not take them
 * @param lost objects of which too few sound pieces were found; bring silent custodians back, then repair again
 * @param missing how many pieces and copies each custodian lacked, though it had answered
 * @param wrong how many it had otherwise than stored: altered, or left there by a call that was cut off
 * @param refused custodians that refused a repair cap: it is over, or not the patient's
 * @param deceiving custodians that said they had stored what they then did not give
 */
public record RepairReport(
    int objects,
    int restored,
    int copies,
    int rewritten,
    SortedMap<String, Integer> pending,
    SortedSet<String> lost,
    SortedMap<String, Integer> missing,
    SortedMap<String, Integer> wrong,
    SortedSet<String> refused,
    SortedSet<String> deceiving) {
  /** Nothing was looked at. */
  public static final RepairReport NOTHING = new RepairReport(
      0,
      0,
      0,
      0,
      new TreeMap<>(),
      new TreeSet<>(),
      new TreeMap<>(),
      new TreeMap<>(),
      new TreeSet<>(),
      new TreeSet<>());

  /** Copies the collections. */
  public RepairReport {
    pending = Collections.unmodifiableSortedMap(new TreeMap<>(pending));
    refused = Collections.unmodifiableSortedSet(new TreeSet<>(refused));
    lost = Collections.unmodifiableSortedSet(new TreeSet<>(lost));
    missing = Collections.unmodifiableSortedMap(new TreeMap<>(missing));
    wrong = Collections.unmodifiableSortedMap(new TreeMap<>(wrong));
    deceiving = Collections.unmodifiableSortedSet(new TreeSet<>(deceiving));
  }

  /** Whether all that was looked at is at full strength now. */
  public boolean isWhole() {
    return pending.isEmpty() && lost.isEmpty() && refused.isEmpty() && deceiving.isEmpty();
  }

  /**
   * With packs that were written anew.
   *
   * @param packs how many more
   */
  public RepairReport andRewritten(int packs) {
    return new RepairReport(
        objects,
        restored,
        copies,
        rewritten + packs,
        pending,
        lost,
        missing,
        wrong,
        refused,
        deceiving);
  }

  /**
   * Both.
   *
   * @param other what was found and done too
   */
  public RepairReport plus(RepairReport other) {
    return new RepairReport(
        objects + other.objects,
        restored + other.restored,
        copies + other.copies,
        rewritten + other.rewritten,
        sum(pending, other.pending),
        union(lost, other.lost),
        sum(missing, other.missing),
        sum(wrong, other.wrong),
        union(refused, other.refused),
        union(deceiving, other.deceiving));
  }

  private static SortedSet<String> union(SortedSet<String> one, SortedSet<String> other) {
    SortedSet<String> both = new TreeSet<>(one);
    both.addAll(other);
    return both;
  }

  private static SortedMap<String, Integer> sum(
      SortedMap<String, Integer> one, SortedMap<String, Integer> other) {
    SortedMap<String, Integer> both = new TreeMap<>(one);
    other.forEach((name, count) -> both.merge(name, count, Integer::sum));
    return both;
  }

  /** For people, in a few clauses. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(objects).append(" objects looked at, ").append(restored);
    text.append(" pieces and ").append(copies).append(" copies put back");
    append(text, "; packs written anew: ", rewritten == 0 ? "" : String.valueOf(rewritten));
    append(text, "; missing at ", counts(missing));
    append(text, "; wrong at ", counts(wrong));
    append(text, "; no answer, or not taken, at ", counts(pending));
    append(text, "; refused by ", String.join(", ", refused));
    append(text, "; said to be stored, and not there, at ", String.join(", ", deceiving));
    append(text, "; too few sound pieces of ", String.join(", ", lost));
    return text.toString();
  }

  private static String counts(SortedMap<String, Integer> counts) {
    return counts.isEmpty() ? "" : counts.toString();
  }

  private static void append(StringBuilder text, String before, String what) {
    text.append(what.isEmpty() ? "" : before).append(what);
  }
}
