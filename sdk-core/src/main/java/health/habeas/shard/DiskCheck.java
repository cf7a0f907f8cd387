// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.StorageException;
import health.habeas.grant.VaultId;
import health.habeas.shard.DiskFinding.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Walks a store from outside, as an operator may at any time: it trusts no index and changes nothing. Not thread-safe: one
 * per check.
 *
 * <p>A store may have many millions of names, so it is listed by two characters at a time, which are random in the
 * pseudonym of a vault: at once in memory are the names of a 256th of the vaults, and one item.
 */
final class DiskCheck {
  private static final String HEX = "0123456789abcdef";
  private static final String FIRST = HEX + "ghijklmnopqrstuvwxyz_-";
  private static final String NEXT = FIRST + "./";
  private static final Pattern VAULT = Pattern.compile("[0-9a-f]{64}/.+");

  private final ShardStore store;
  private final Consumer<DiskFinding> findings;
  private final List<DiskReport.VaultReport> vaults = new ArrayList<>();
  private long leftovers;

  DiskCheck(ShardStore store, Consumer<DiskFinding> findings) {
    this.store = store;
    this.findings = findings;
  }

  DiskReport run() {
    for (int i = 0; i < FIRST.length(); i++) {
      String start = FIRST.substring(i, i + 1);
      if (!HEX.contains(start)) {
        store.list(start).forEach(this::leftover);
      } else {
        checkBelow(start);
      }
    }
    return new DiskReport(vaults, leftovers);
  }

  private void checkBelow(String first) {
    if (hasBlob(first)) {
      leftover(first);
    }
    for (int i = 0; i < NEXT.length(); i++) {
      check(store.list(first + NEXT.charAt(i)));
    }
  }

  private void check(List<String> names) {
    int from = 0;
    while (from < names.size()) {
      String name = names.get(from);
      if (VAULT.matcher(name).matches()) {
        String vault = name.substring(0, 64);
        int to = from;
        while (to < names.size() && names.get(to).startsWith(vault + "/")) {
          to++;
        }
        vaults.add(
            new VaultCheck(store, new VaultId(vault), findings).run(names.subList(from, to)));
        from = to;
      } else {
        leftover(name);
        from++;
      }
    }
  }

  private boolean hasBlob(String name) {
    try {
      return store.get(name).isPresent();
    } catch (StorageException e) {
      return false; // a folder of this name
    }
  }

  private void leftover(String name) {
    leftovers++;
    findings.accept(new DiskFinding(Problem.LEFTOVER, name));
  }
}
