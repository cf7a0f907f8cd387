// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerSession;
import health.habeas.shard.OwnerSession.Stored;
import health.habeas.shard.RepairSession;
import java.util.Optional;

/** One object at one custodian, as the patient reaches it. Thread-safe. */
record OwnedObject(OwnerSession session, byte[] objectId) implements RepairSession {
  @Override
  public Optional<byte[]> manifest() {
    return session.get(ItemName.manifest(objectId));
  }

  @Override
  public Optional<byte[]> shard(int index) {
    return session.get(ItemName.shard(objectId, index));
  }

  @Override
  public void restoreManifest(byte[] signed) {
    replace(ItemName.manifest(objectId), signed);
  }

  @Override
  public void restoreShard(int index, byte[] file) {
    replace(ItemName.shard(objectId, index), file);
  }

  private void replace(ItemName name, byte[] content) {
    if (session.put(name, content) == Stored.OTHER) {
      session.delete(name);
      session.put(name, content);
    }
  }
}
