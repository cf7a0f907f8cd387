// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.soak;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What was done to one vault and what was seen of it, by the clock of one process. Thread-safe. */
final class History {
  /** The end of what was never acknowledged: it may have happened, or not. */
  static final long NEVER = Long.MAX_VALUE;

  /** Who the reader is when it is the patient. */
  static final String PATIENT = "patient";

  /**
   * One put. Of each record, a later put has a higher version.
   *
   * @param versions by record
   * @param began when it was called
   * @param ended when it was acknowledged, or {@link #NEVER}
   */
  record Write(Map<String, Integer> versions, long began, long ended) {}

  /**
   * One read.
   *
   * @param reader {@link #PATIENT}, or the grant
   * @param asked for which record; empty for all
   * @param seen which version of each record; {@link Content#WRONG} if it was none
   * @param complete whether the answer said that nothing is missing
   * @param accused custodians that the answer called liars
   * @param began when it was called
   * @param ended when the answer was there
   */
  record Read(
      String reader,
      String asked,
      Map<String, Integer> seen,
      boolean complete,
      Set<String> accused,
      long began,
      long ended) {
    boolean wants(String record) {
      return asked.isEmpty() || asked.equals(record);
    }
  }

  /**
   * A grant that was revoked.
   *
   * @param grant which
   * @param ended when the revocation was acknowledged
   */
  record Revoked(String grant, long ended) {}

  /**
   * A custodian that lied.
   *
   * @param custodian its name
   * @param began when it began to
   * @param ended when it was honest again
   */
  record Lie(String custodian, long began, long ended) {}

  private final ConcurrentLinkedQueue<Write> writes = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Read> reads = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Revoked> revocations = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Lie> lies = new ConcurrentLinkedQueue<>();

  void add(Write write) {
    writes.add(write);
  }

  void add(Read read) {
    reads.add(read);
  }

  void add(Revoked revoked) {
    revocations.add(revoked);
  }

  void add(Lie lie) {
    lies.add(lie);
  }

  List<Write> writes() {
    return List.copyOf(writes);
  }

  List<Read> reads() {
    return List.copyOf(reads);
  }

  List<Revoked> revocations() {
    return List.copyOf(revocations);
  }

  List<Lie> lies() {
    return List.copyOf(lies);
  }
}
