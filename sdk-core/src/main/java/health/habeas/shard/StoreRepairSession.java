// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import health.habeas.internal.erasure.Manifest;
import java.util.Arrays;
import java.util.Optional;

/** One object in one store, for whoever repairs it. Thread-safe. */
record StoreRepairSession(String custodian, ShardStore store, VaultCard card, RepairCap cap)
    implements RepairSession {
  @Override
  public Optional<byte[]> manifest() {
    return store.get(path(ItemName.manifest(cap.target().objectId())));
  }

  @Override
  public Optional<byte[]> shard(int index) {
    return store.get(path(ItemName.shard(cap.target().objectId(), index)));
  }

  @Override
  public void restoreManifest(byte[] signed) {
    if (verified(signed).isEmpty()) {
      throw RepairCap.refused("this is not the object's manifest");
    }
    if (manifest().flatMap(this::verified).isEmpty()) {
      replace(ItemName.manifest(cap.target().objectId()), signed);
    }
  }

  @Override
  public void restoreShard(int index, byte[] file) {
    Manifest manifest = manifest()
        .flatMap(this::verified)
        .orElseThrow(() -> RepairCap.refused("the object's manifest is not here"));
    boolean belongsHere = index >= 0
        && index < cap.target().keepers().size()
        && cap.target().keepers().get(index).equals(custodian);
    if (!belongsHere || !manifest.isSound(index, file)) {
      throw RepairCap.refused("this is not the shard that belongs here");
    }
    if (shard(index).filter(here -> manifest.isSound(index, here)).isEmpty()) {
      replace(ItemName.shard(cap.target().objectId(), index), file);
    }
  }

  private Optional<Manifest> verified(byte[] signed) {
    return Manifest.verified(signed, card.itemKey(), cap.target().objectId())
        .filter(manifest -> Arrays.equals(manifest.objectRoot(), cap.target().objectRoot()));
  }

  private void replace(ItemName name, byte[] content) {
    store.delete(path(name));
    store.putIfAbsent(path(name), content);
  }

  private String path(ItemName name) {
    return StoreCustodian.path(card.vault(), name);
  }
}
