// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.LedgerRevocations;
import health.habeas.grant.PatientKeyView;
import health.habeas.grant.RevocationStatement;
import health.habeas.grant.VaultId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The revocations by key that a custodian keeps, each in its vault's folder, and read back once a vault after a restart.
 * Thread-safe.
 */
final class KeptStatements {
  /** Enough for every holder of a vault; a stranger that makes keys and ends them fills no disk. */
  static final int MAX_OWN = 1000;

  private final ShardStore store;
  private final LedgerRevocations revocations;
  private final Map<VaultId, Boolean> loaded = new ConcurrentHashMap<>();

  KeptStatements(ShardStore store, LedgerRevocations revocations) {
    this.store = store;
    this.revocations = revocations;
  }

  /**
   * Verifies it, then keeps it, then goes by it. What the ledger does not have costs others nothing; the patient's own words
   * are always taken.
   */
  long take(RevocationStatement statement) {
    load(statement.vault());
    revocations.verify(statement, PatientKeyView.rootKeys());
    keep(statement);
    return revocations.take(statement, PatientKeyView.rootKeys());
  }

  /** Synchronized, so that the count holds. */
  private synchronized void keep(RevocationStatement statement) {
    String path = path(statement);
    if (store.get(path).isPresent()) {
      return;
    }
    if (isStrangers(statement) && strangers(statement.vault()) >= MAX_OWN) {
      throw new InvalidInputException(
          ErrorCode.REVOCATION_INVALID,
          "this custodian keeps no more than " + MAX_OWN
              + " revocations that keys made of themselves");
    }
    store.putIfAbsent(path, statement.bytes());
  }

  /** Before the first decision about a vault: what an earlier process kept. If the ledger can't be asked, it throws. */
  void load(VaultId vault) {
    if (!loaded.containsKey(vault)) {
      all(vault).forEach(statement -> revocations.take(statement, PatientKeyView.rootKeys()));
      loaded.put(vault, true);
    }
  }

  private static boolean isStrangers(RevocationStatement statement) {
    return !statement.isBy(PatientKeyView.rootKeys());
  }

  private long strangers(VaultId vault) {
    return all(vault).filter(KeptStatements::isStrangers).count();
  }

  private Stream<RevocationStatement> all(VaultId vault) {
    List<String> paths = store.list(vault.hex() + "/" + ItemKind.REVOCATION.folder() + "/");
    // Somebody may have left another file in the store: it is none of ours.
    return paths.stream()
        .filter(path -> path.matches(".*/[0-9a-f]{64}"))
        .flatMap(path -> store.get(path).stream())
        .map(RevocationStatement::parse);
  }

  private static String path(RevocationStatement statement) {
    ItemName name = ItemName.of(ItemKind.REVOCATION, statement.entry().id().bytes());
    return StoreCustodian.path(statement.vault(), name);
  }
}
