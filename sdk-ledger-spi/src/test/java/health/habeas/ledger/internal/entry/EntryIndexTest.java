// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.ledger.EntryId;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class EntryIndexTest {
  private static final int IDS = 70_000; // more than two blocks of a column

  private static EntryId id(int number) {
    return EntryId.of(ByteBuffer.allocate(EntryId.SIZE_BYTES).putInt(28, number).array());
  }

  @Test
  void findsEveryIdAtItsPositionAndNoOther() {
    EntryIndex index = new EntryIndex(42);
    for (int i = 0; i < IDS; i++) {
      assertThat(index.position(id(i))).isEqualTo(-1);
      index.add(id(i));
    }
    assertThat(index.size()).isEqualTo(IDS);
    for (int i = 0; i < IDS; i++) {
      assertThat(index.position(id(i))).isEqualTo(i);
    }
    assertThat(index.position(id(IDS))).isEqualTo(-1);
  }
}
