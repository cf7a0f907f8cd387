// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

/** What a ledger backend owes, point by point: the contract that {@link LedgerContract} tests. Immutable. */
public enum LedgerPoint {
  EXACTLY_ONCE("ten thousand appends, each tried twice, are recorded once each"),
  RETRIED_AT_ONCE("one id tried a hundred times at once is recorded once, under one receipt"),
  CONFLICT("an id that stands for another leaf is refused"),
  KILL_BEFORE_ACK("killed between send and answer: a look-up or a retry settles what became of it"),
  KILL_AFTER_ACK("killed after the answer: what was acknowledged is there, at each finality"),
  DAMAGE("a torn tail is healed; a flipped bit is an integrity error and never another answer"),
  ATOMIC_BATCH("a batch is there whole or not at all, also when it is refused or killed"),
  REORGANISATION("a final entry that changes its place is an integrity error"),
  RESUME("readers and subscribers go on from every position, also after a failover"),
  SLOW_SUBSCRIBER("who does not ask gets nothing, and costs no memory"),
  IN_FLIGHT_LIMIT("twice the limit in flight is recorded, or refused with a hint"),
  FENCED_WRITER("a writer that was overtaken records nothing more"),
  LEAF_SIZES("leaves and batches up to the declared size are recorded, larger ones refused"),
  CLOCK_JUMPS("a clock that jumps an hour never turns time or order back"),
  STORE_AWAY("while the store is away nothing is acknowledged; when it is back, doubt is settled"),
  OLD_BACKUP("an old backup that was restored does not sign where a later head is known"),
  ONE_PLACE("two ledgers on one place: the second is refused, and the first goes on"),
  CLOSE("a close answers everything that was sent, with a receipt or with doubt"),
  MANY_ENTRIES("a ledger of many entries is opened again in seconds"),
  CANARY("no message, text form or log line holds a leaf or an id"),
  LINEARIZABLE("appends, look-ups, reads and heads look as if done one by one, in real-time order");

  private final String text;

  LedgerPoint(String text) {
    this.text = text;
  }

  /** What it says. */
  public String text() {
    return text;
  }
}
