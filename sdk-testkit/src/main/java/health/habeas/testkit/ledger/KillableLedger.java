// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.ledger;

import health.habeas.ledger.Entry;
import health.habeas.ledger.Outcome;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * An open ledger of which a test kills what holds it: its process, or the server behind it.
 *
 * <p>Thread-safe.
 */
public interface KillableLedger {
  /**
   * Sends entries as {@code Ledger.submit} does. A stage that has no answer when the kill is over never gets one.
   *
   * @param batch within the ledger's limits
   * @throws IllegalStateException if it is known to be dead
   */
  CompletionStage<List<Outcome>> submit(List<Entry> batch);

  /**
   * Kills without a warning, as {@code kill -9} does. On return nothing of it runs any more, every answer that it gave is
   * complete, and the same ledger can be opened again.
   */
  void kill();

  /**
   * The ledger of an address in a virtual machine of its own, with this one's class path.
   *
   * @param address where the same ledger is that the test opens, which is closed now
   */
  static KillableLedger process(String address) {
    return ChildLedger.start(address);
  }
}
