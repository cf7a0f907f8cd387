// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * How soon each custodian answers, as far as it was seen, and how many requests may be spent on those that are late.
 *
 * <p>Custodians whose usual times differ by less than a factor of two are equally near, and so are all below 16 ms: the order
 * then stays the vault's, and does not change with every breath of the network. What was seen is forgotten after ten seconds
 * without an answer, so that whoever recovered is asked again. Thread-safe.
 */
final class Pace {
  /** How long an answer may take before the request counts as failed, when others could answer it. */
  static final long HUNG_NANOS = 1_000_000_000L;

  private static final int WINDOW = 64;
  private static final int ENOUGH = 16;
  private static final int PERCENTILE = 95;
  private static final long UNKNOWN_LATE_NANOS = 100_000_000L;
  private static final long LEAST_LATE_NANOS = 2_000_000L;
  private static final long NEAR_NANOS = 16_000_000L;
  private static final long FORGOTTEN_NANOS = 10_000_000_000L;
  private static final int ASKED_FOR_ONE_EXTRA = 20; // 5 %
  private static final int EXTRA_AT_FIRST = 8;

  private final LongSupplier nanos;
  private final Seen[] custodians;
  private long asked;
  private long extra;

  private static final class Seen {
    private final long[] window = new long[WINDOW];
    private int answers;
    private long usual;
    private long last;
    private boolean failing;
    private boolean hung;
  }

  /**
   * @param custodians how many there are
   * @param nanos a clock that only goes forward
   */
  Pace(int custodians, LongSupplier nanos) {
    this.nanos = nanos;
    this.custodians = Stream.generate(Seen::new).limit(custodians).toArray(Seen[]::new);
  }

  /** It answered, whatever that says of how near it is. */
  synchronized void answered(int custodian) {
    custodians[custodian].failing = false;
    custodians[custodian].hung = false;
  }

  /** It answered after so long. */
  synchronized void answered(int custodian, long afterNanos) {
    Seen seen = custodians[custodian];
    seen.usual = isKnown(seen) ? seen.usual + (afterNanos - seen.usual) / 4 : afterNanos;
    seen.window[seen.answers % WINDOW] = afterNanos;
    seen.answers++;
    seen.last = nanos.getAsLong();
    answered(custodian);
  }

  /** It threw, or could not be asked. */
  synchronized void failed(int custodian) {
    custodians[custodian].failing = true;
    custodians[custodian].hung = false;
    custodians[custodian].last = nanos.getAsLong();
  }

  /** It has not answered for so long that nobody waits for it any more. */
  synchronized void hangs(int custodian) {
    custodians[custodian].hung = true;
    custodians[custodian].last = nanos.getAsLong();
  }

  /** Nobody needed its answer, which took at least so long. */
  synchronized void unanswered(int custodian, long afterNanos) {
    if (afterNanos > lateAfter(custodian)) {
      custodians[custodian].usual = Math.max(custodians[custodian].usual, afterNanos);
      custodians[custodian].last = nanos.getAsLong();
    }
  }

  /** Whether it did not answer a short while ago, so that it is not worth waiting for. */
  synchronized boolean isHung(int custodian) {
    return custodians[custodian].hung && isKnown(custodians[custodian]);
  }

  /** The same custodians, the nearest first. */
  synchronized List<Integer> nearest(List<Integer> some) {
    return some.stream().sorted(Comparator.comparingInt(this::distance)).toList();
  }

  /** Powers of two of the usual time: 0 is near or not known. */
  synchronized int distance(int custodian) {
    Seen seen = custodians[custodian];
    if (!isKnown(seen)) {
      return 0;
    }
    return seen.hung || seen.failing
        ? Integer.MAX_VALUE
        : Long.SIZE - Long.numberOfLeadingZeros(seen.usual / NEAR_NANOS);
  }

  private boolean isKnown(Seen seen) {
    boolean ever = seen.answers > 0 || seen.usual > 0 || seen.failing || seen.hung;
    return ever && nanos.getAsLong() - seen.last < FORGOTTEN_NANOS;
  }

  /** When an answer of this custodian is later than 95 of 100 that were seen. */
  synchronized long lateAfter(int custodian) {
    Seen seen = custodians[custodian];
    if (seen.answers < ENOUGH) {
      return UNKNOWN_LATE_NANOS;
    }
    long[] sorted = Arrays.copyOf(seen.window, Math.min(seen.answers, WINDOW));
    Arrays.sort(sorted);
    return Math.max(LEAST_LATE_NANOS, sorted[(sorted.length * PERCENTILE + 99) / 100 - 1]);
  }

  synchronized void asks() {
    asked++;
  }

  /** Whether so many requests more may be made because another is late; if so, they are counted. */
  synchronized boolean mayAsk(int more) {
    if (extra + more > EXTRA_AT_FIRST + asked / ASKED_FOR_ONE_EXTRA) {
      return false;
    }
    extra += more;
    return true;
  }

  /** How many requests were made, the extra ones included. */
  synchronized long asked() {
    return asked;
  }

  /** How many of them were made because another was late. */
  synchronized long extra() {
    return extra;
  }
}
