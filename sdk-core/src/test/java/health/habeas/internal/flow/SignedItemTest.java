// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;

import health.habeas.key.PatientKeys;
import health.habeas.shard.ItemKind;
import health.habeas.shard.ItemName;
import org.junit.jupiter.api.Test;

class SignedItemTest {
  private static final ItemName NAME = new ItemName(ItemKind.PAGE, "0a");
  private static final byte[] CONTENT = {1, 2, 3};

  @Test
  void opensUnderItsNameAndKeyAlone() {
    try (PatientKeys alice = PatientKeys.create();
        PatientKeys mallory = PatientKeys.create()) {
      byte[] signed = SignedItem.of(alice.signer(SECRET_ACCESS), NAME, CONTENT);
      assertThat(SignedItem.open(alice.key(), NAME, signed)).hasValue(CONTENT);
      assertThat(SignedItem.open(mallory.key(), NAME, signed)).isEmpty();
      assertThat(SignedItem.open(alice.key(), new ItemName(ItemKind.PAGE, "0b"), signed))
          .isEmpty();
    }
  }

  @Test
  void refusesEveryFlippedBit() {
    try (PatientKeys alice = PatientKeys.create()) {
      byte[] signed = SignedItem.of(alice.signer(SECRET_ACCESS), NAME, CONTENT);
      for (int bit = 0; bit < 8 * signed.length; bit++) {
        byte[] flipped = signed.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        assertThat(SignedItem.open(alice.key(), NAME, flipped))
            .as("bit %d", bit)
            .isEmpty();
      }
    }
  }
}
