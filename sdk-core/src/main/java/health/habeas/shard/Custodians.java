// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.ledger.Ledger;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Makes custodians. Thread-safe. */
public final class Custodians {
  private Custodians() {}

  /**
   * Custodians in directories {@code node-1}, {@code node-2} … below one: for the first five minutes and for tests. A real
   * deployment puts each on a machine of its own, run by somebody else.
   *
   * @param parent made if it is not there; locked until the custodians are closed
   * @param count how many
   * @param ledger the log that each of them follows
   * @throws health.habeas.error.StorageException with HBS-4009 if other custodians have these directories open
   */
  public static List<Custodian> directories(Path parent, int count, Ledger ledger) {
    return directories(parent, count, ledger, InstantSource.system());
  }

  /**
   * The same with another clock, for tests.
   *
   * @param parent made if it is not there; locked until the custodians are closed
   * @param count how many
   * @param ledger the log that each of them follows
   * @param clock where they take the time from
   */
  public static List<Custodian> directories(
      Path parent, int count, Ledger ledger, InstantSource clock) {
    List<Custodian> all = new ArrayList<>();
    try {
      for (int i = 1; i <= count; i++) {
        String name = "node-" + i;
        all.add(over(name, LockedStore.open(parent.resolve(name)), ledger, clock));
      }
    } catch (RuntimeException e) {
      all.forEach(Custodian::close);
      throw e;
    }
    return List.copyOf(all);
  }

  /**
   * The same custodian in a failure domain: those with one domain are taken to fail together.
   *
   * @param domain for example a region or an operator, 1 to 255 bytes
   * @param custodian closed with what this returns
   */
  public static Custodian inDomain(String domain, Custodian custodian) {
    return new CustodianInDomain(custodian, domain);
  }

  /**
   * A custodian over a vendor's own store.
   *
   * @param name unique among a vault's custodians and stable for good
   * @param store where it keeps everything; closed with the custodian
   * @param ledger the log that it follows
   * @param clock where it takes the time from
   */
  public static Custodian over(String name, ShardStore store, Ledger ledger, InstantSource clock) {
    return new StoreCustodian(name, store, ledger, clock);
  }
}
