// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.server;

import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import health.habeas.shard.OwnerSession;
import java.util.List;
import java.util.Optional;

/** An owner's session in which there is nothing. */
final class NoSession implements OwnerSession {
  @Override
  public Stored put(ItemName name, byte[] content) {
    return Stored.NEW;
  }

  @Override
  public Optional<byte[]> get(ItemName name) {
    return Optional.empty();
  }

  @Override
  public Optional<byte[]> get(ItemName name, long offset, int length) {
    return Optional.empty();
  }

  @Override
  public void delete(ItemName name) {}

  @Override
  public long obey(byte[] directives) {
    return 0;
  }

  @Override
  public List<ItemName> list(ItemKind kind) {
    return List.of();
  }
}
