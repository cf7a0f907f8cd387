// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.internal.crypto.Secret;
import health.habeas.internal.erasure.Extent;
import health.habeas.internal.erasure.Rebuild;
import health.habeas.internal.erasure.ShardReport;
import health.habeas.internal.keytree.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
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
    try (RebuiltObjects objects = new RebuiltObjects()) {
      for (int i = 0; i <= RebuiltObjects.CAPACITY; i++) {
        Secret key = secret(i);
        keys.add(key);
        objects.get(new byte[] {(byte) i}, id -> rebuilt(key));
        objects.get(new byte[] {0}, id -> Optional.empty()); // used again, so it stays
      }
      assertThat(keys.stream().filter(WipingTest::isWiped)).containsExactly(keys.get(1));
    }
    assertThat(keys).allMatch(WipingTest::isWiped);
  }

  private static NewestSlots.Opened slot(int name, int version) {
    byte[] recordName = new byte[Slot.NAME_BYTES];
    recordName[0] = (byte) name;
    Locator locator = new Locator(secret(version), new byte[32], new Extent(0, 1), new byte[32], 0);
    return new NewestSlots.Opened(
        new SlotPage.Entry(new Slot(recordName, version), new byte[0], new byte[4], new byte[0]),
        locator);
  }

  private static Optional<Rebuild.Rebuilt> rebuilt(Secret shareKey) {
    ShardReport all = new ShardReport(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    return Optional.of(new Rebuild.Rebuilt(new byte[1], shareKey, all));
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
