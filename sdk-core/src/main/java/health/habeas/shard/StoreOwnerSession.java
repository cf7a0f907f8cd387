// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.grant.Directives;
import health.habeas.internal.erasure.DeletionOrder;
import health.habeas.internal.erasure.Manifest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The patient's view of one store. Thread-safe. */
record StoreOwnerSession(
    String custodian, ShardStore store, VaultCard card, KeptDirectives directives)
    implements OwnerSession {
  private static final int OBJECT_DIGITS = 64;
  private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-f]{64}");

  @Override
  public Stored put(ItemName name, byte[] content) {
    requireHers(name);
    if (name.kind() == ItemKind.DELETION && !isOrder(name, content)) {
      throw unordered("was given an order that the patient did not sign for this object");
    }
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
    if (name.kind() == ItemKind.DELETION) {
      throw unordered("keeps orders to delete for good");
    }
    boolean isOfObject = name.kind() == ItemKind.MANIFEST || name.kind() == ItemKind.SHARD;
    if (isOfObject && !isOrdered(name) && isOwed(name)) {
      throw unordered("may have signed that it has this, and was given no order to delete it");
    }
    store.delete(path(name));
  }

  /** Whether the patient said that the object need not be kept. */
  private boolean isOrdered(ItemName name) {
    return objectId(name)
        .flatMap(id -> store.get(path(ItemName.of(ItemKind.DELETION, id))))
        .filter(order -> isOrder(name, order))
        .isPresent();
  }

  private boolean isOrder(ItemName name, byte[] order) {
    return objectId(name)
        .filter(id -> DeletionOrder.holds(order, card.itemKey().bytes(), id))
        .isPresent();
  }

  private InvalidInputException unordered(String what) {
    return new InvalidInputException(
        ErrorCode.DELETION_UNORDERED, "custodian " + custodian + " " + what);
  }

  /** Whether an audit could ask for it, and not get it when it is gone: a manifest of hers, and a shard that it names. */
  private boolean isOwed(ItemName name) {
    Optional<Manifest> manifest = objectId(name)
        .flatMap(id -> store
            .get(path(ItemName.manifest(id)))
            .flatMap(here -> Manifest.verified(here, card.itemKey().bytes(), id)));
    return name.kind() == ItemKind.MANIFEST
        ? manifest.isPresent()
        : manifest.filter(m -> isSound(m, name)).isPresent();
  }

  private boolean isSound(Manifest manifest, ItemName shard) {
    return IntStream.range(0, manifest.total())
        .filter(index -> ItemName.shard(manifest.objectId(), index).equals(shard))
        .anyMatch(index -> manifest.isSound(index, StoreParts.of(store, path(shard))));
  }

  private static Optional<byte[]> objectId(ItemName name) {
    return OBJECT_ID.matcher(name.name()).lookingAt()
        ? Optional.of(HexFormat.of().parseHex(name.name(), 0, OBJECT_DIGITS))
        : Optional.empty();
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
