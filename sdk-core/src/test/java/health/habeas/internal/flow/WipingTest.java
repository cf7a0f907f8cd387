// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.internal.crypto.Secret;
import health.habeas.internal.erasure.Extent;
import health.habeas.internal.erasure.Manifest;
import health.habeas.internal.erasure.Striped;
import health.habeas.internal.erasure.Striping;
import health.habeas.internal.keytree.Slot;
import health.habeas.shard.ItemName;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Keys live no longer than what needs them. */
class WipingTest {
  @Test
  void aSupersededSlotIsWipedAtOnceAndTheOthersWhenClosed() {
    NewestSlots.Opened second = slot(1, 2);
    NewestSlots.Opened first = slot(1, 1);
    NewestSlots.Opened third = slot(1, 3);
    NewestSlots.Opened other = slot(2, 1);
    try (NewestSlots slots = new NewestSlots()) {
      slots.add(second);
      slots.add(first);
      slots.add(other);
      assertThat(isWiped(first.locator().dek())).isTrue();
      assertThat(isWiped(second.locator().dek())).isFalse();
      slots.add(third);
      assertThat(isWiped(second.locator().dek())).isTrue();
      assertThat(slots.all()).containsExactly(third, other);
      assertThat(isWiped(third.locator().dek())).isFalse();
    }
    assertThat(isWiped(third.locator().dek())).isTrue();
    assertThat(isWiped(other.locator().dek())).isTrue();
  }

  @Test
  void aShareKeyIsWipedWhenItsObjectGoesAndTheOthersWhenClosed() {
    List<Secret> keys = new ArrayList<>();
    try (StoredObjects objects = new StoredObjects()) {
      for (int i = 0; i <= StoredObjects.CAPACITY; i++) {
        objects.get(new byte[] {(byte) i}, id -> Optional.of(read(keys)));
        objects.get(new byte[] {0}, id -> Optional.empty()); // used again, so it stays
      }
      assertThat(keys.stream().filter(WipingTest::isWiped)).containsExactly(keys.get(1));
    }
    assertThat(keys).hasSize(StoredObjects.CAPACITY + 1).allMatch(WipingTest::isWiped);
  }

  /** An object that was read once, so that it has its share key. */
  private static StoredObject read(List<Secret> keys) {
    Secret shareKey = Secret.random(new SecureRandom(), 32);
    byte[] objectId = new byte[32];
    Striped striped =
        new Striping(1, 1, new SecureRandom()).stripe(objectId, new byte[] {7}, shareKey);
    StoredObject object = new StoredObject(
        new Shelf(striped.shards()), striped.manifest(), List.of(0, 1), new Faults());
    object.read(new Extent(0, 1), 1, (bytes, key) -> {
      keys.add(key);
      return Optional.of(bytes);
    });
    return object;
  }

  private record Shelf(List<byte[]> shards) implements ItemSource {
    @Override
    public List<String> custodians() {
      return List.of("node-0", "node-1");
    }

    @Override
    public Requests requests() {
      return new Requests(custodian -> Runnable::run, new Pace(2, () -> 0), Ticker.SYSTEM);
    }

    @Override
    public Optional<Placement> placement(Manifest manifest) {
      return Optional.empty();
    }

    @Override
    public Optional<byte[]> fetch(int custodian, ItemName name) {
      return Optional.of(shards.get(custodian));
    }

    @Override
    public Optional<byte[]> fetch(int custodian, ItemName name, int offset, int length) {
      return Optional.of(Arrays.copyOfRange(shards.get(custodian), offset, offset + length));
    }
  }

  private static NewestSlots.Opened slot(int name, int version) {
    byte[] recordName = new byte[Slot.NAME_BYTES];
    recordName[0] = (byte) name;
    Locator locator =
        new Locator(secret(version), new byte[32], new Extent(0, 1), new byte[32], 0, new byte[8]);
    return new NewestSlots.Opened(
        new SlotPage.Entry(new Slot(recordName, version), new byte[0], new byte[4], new byte[0]),
        locator);
  }

  private static Secret secret(int value) {
    return Secret.owning(new byte[] {(byte) value});
  }

  private static boolean isWiped(Secret secret) {
    try {
      secret.bytes(SECRET_ACCESS);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }
}
