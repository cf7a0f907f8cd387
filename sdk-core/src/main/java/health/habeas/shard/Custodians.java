// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.key.HolderKeys;
import health.habeas.ledger.Ledger;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
        all.add(directory(name, parent.resolve(name), ledger, clock));
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
   * A custodian in a directory, which is its own until it is closed.
   *
   * @param name unique among a vault's custodians and stable for good
   * @param directory made if it is not there
   * @param ledger the log that it follows
   * @param clock where it takes the time from
   * @throws health.habeas.error.StorageException with HBS-4009 if another custodian has this directory open
   */
  public static Custodian directory(
      String name, Path directory, Ledger ledger, InstantSource clock) {
    return over(name, LockedStore.open(directory), ledger, clock);
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
    return new StoreCustodian(name, store, ledger, clock, null);
  }

  /**
   * The same with keys of its own, so that what it says to auditors can be held against it for good: give patients {@link
   * HolderKeys#grantee} at registration. Without them it signs with keys that are gone when it is closed.
   *
   * @param name unique among a vault's custodians and stable for good
   * @param store where it keeps everything; closed with the custodian
   * @param ledger the log that it follows
   * @param clock where it takes the time from
   * @param keys the operator's; the caller closes them after the custodian
   */
  public static Custodian over(
      String name, ShardStore store, Ledger ledger, InstantSource clock, HolderKeys keys) {
    return new StoreCustodian(name, store, ledger, clock, keys);
  }

  /**
   * Checks what a custodian has on its disk, without any key and without changing anything: the signature of each manifest,
   * the hash of each shard and of each signed item, and what is missing or nobody's.
   *
   * <p>Reads every shard once. In memory are one item and the names of a 256th of the vaults. Limits: what only keys could
   * check is counted as sealed; that a page is missing can't be seen, since nothing here names it.
   *
   * @param directory of one custodian, which must be closed
   * @param findings told of each problem as it is found
   * @throws health.habeas.error.StorageException with HBS-4009 if a custodian has the directory open, HBS-4003 if it can't be
   *     listed
   */
  public static DiskReport check(Path directory, Consumer<DiskFinding> findings) {
    DirectoryShardStore store = DirectoryShardStore.reading(directory);
    Optional<DirectoryLock> lock = DirectoryLock.share(directory);
    try {
      DiskReport report = check(store, findings);
      return new DiskReport(report.vaults(), report.leftovers() + store.drafts());
    } finally {
      lock.ifPresent(DirectoryLock::close);
    }
  }

  /**
   * The same over a vendor's own store. What a custodian writes meanwhile may be reported as missing or unnamed.
   *
   * @param store only read
   * @param findings told of each problem as it is found
   */
  public static DiskReport check(ShardStore store, Consumer<DiskFinding> findings) {
    return new DiskCheck(store, findings).run();
  }
}
