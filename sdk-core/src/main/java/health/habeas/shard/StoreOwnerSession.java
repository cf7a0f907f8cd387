// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.Directives;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The patient's view of one store. Thread-safe. */
record StoreOwnerSession(ShardStore store, VaultCard card, KeptDirectives directives)
    implements OwnerSession {
  @Override
  public Stored put(ItemName name, byte[] content) {
    requireHers(name);
    String path = path(name);
    if (store.putIfAbsent(path, content)) {
      return Stored.NEW;
    }
    boolean same =
        store.get(path).filter(there -> Arrays.equals(there, content)).isPresent();
    return same ? Stored.SAME : Stored.OTHER;
  }

  @Override
  public Optional<byte[]> get(ItemName name) {
    return store.get(path(name));
  }

  @Override
  public Optional<byte[]> get(ItemName name, long offset, int length) {
    return store.getRange(path(name), offset, length);
  }

  @Override
  public void delete(ItemName name) {
    requireHers(name);
    store.delete(path(name));
  }

  @Override
  public List<ItemName> list(ItemKind kind) {
    String prefix = card.vault().hex() + "/" + kind.folder() + "/";
    return store.list(prefix).stream()
        .flatMap(path -> named(kind, path.substring(prefix.length())).stream())
        .toList();
  }

  @Override
  public long obey(byte[] item) {
    return directives.obey(Directives.parse(item, card.rootKey()), card.rootKey());
  }

  private String path(ItemName name) {
    return StoreCustodian.path(card.vault(), name);
  }

  /** L32: there is no un-revoke. */
  private static void requireHers(ItemName name) {
    if (name.kind() == ItemKind.REVOCATION) {
      throw new InvalidInputException(
          ErrorCode.REVOCATION_INVALID, "revocations are the custodian's own to keep");
    }
  }

  /** Somebody may have left another file in the store: it is none of ours. */
  private static Optional<ItemName> named(ItemKind kind, String name) {
    try {
      return Optional.of(new ItemName(kind, name));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }
}
