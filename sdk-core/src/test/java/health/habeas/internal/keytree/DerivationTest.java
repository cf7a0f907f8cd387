// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import health.habeas.internal.crypto.Rfc5297Reference;
import health.habeas.internal.crypto.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

/** The derivations once more, written from docs/spec/keys.md alone and with BouncyCastle in place of the JDK. */
class DerivationTest {
  private static final byte[] PATIENT_EPOCH = HexFormat.of().parseHex("5a".repeat(32));
  private static final CompartmentId PSY_AND_HIV_LABORATORY = new CompartmentId(0b1010, 6);
  private static final int EPOCH = 258;
  private static final int DAY = 46_000;
  private static final byte[] NAME = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");

  private static byte[] hkdf(byte[] key, String domain, byte[]... context) {
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    info.writeBytes(domain.getBytes(StandardCharsets.US_ASCII));
    for (byte[] part : context) {
      info.writeBytes(part);
    }
    HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
    generator.init(new HKDFParameters(key, null, info.toByteArray()));
    byte[] out = new byte[32];
    generator.generateBytes(out, 0, 32);
    return out;
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    HMac mac = new HMac(new SHA256Digest());
    mac.init(new KeyParameter(key));
    mac.update(message, 0, message.length);
    byte[] out = new byte[32];
    mac.doFinal(out, 0);
    return out;
  }

  private static byte[] compartmentKey() {
    return hkdf(PATIENT_EPOCH, "habeas/k/compartment/1", new byte[] {0b1010, 6});
  }

  private static byte[] leafKey() {
    byte[] key = hkdf(compartmentKey(), "habeas/k/epoch/1", new byte[] {0, 0, 1, 2});
    for (int bit = 16; bit >= 0; bit--) {
      key = hmac(key, new byte[] {(byte) ((DAY >> bit) & 1)});
    }
    return key;
  }

  private static CompartmentEpoch derived() {
    try (Secret patientEpoch = Secret.copyOf(PATIENT_EPOCH)) {
      return CompartmentEpoch.derive(patientEpoch, PSY_AND_HIV_LABORATORY, EPOCH);
    }
  }

  @Test
  void pageIndexAndDayKeysAreThoseOfTheSpecification() {
    byte[] number = {0, 0, 1, 2};
    try (CompartmentEpoch keys = derived();
        Secret leaf = keys.root().leaf(DAY)) {
      assertThat(keys.pageKey().bytes(SECRET_ACCESS))
          .isEqualTo(hkdf(compartmentKey(), "habeas/k/page/1", number));
      assertThat(keys.indexKey().bytes(SECRET_ACCESS))
          .isEqualTo(hkdf(compartmentKey(), "habeas/k/index/1", number));
      assertThat(leaf.bytes(SECRET_ACCESS)).isEqualTo(leafKey());
    }
  }

  @Test
  void aSlotsKeyAndADaysTagAreThoseOfTheSpecification() {
    byte[] version = ByteBuffer.allocate(4).putInt(3).array();
    byte[] key = new byte[64];
    HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
    byte[] info = "habeas/k/slot/2".getBytes(StandardCharsets.US_ASCII);
    generator.init(new HKDFParameters(leafKey(), null, info));
    generator.generateBytes(key, 0, key.length);
    byte[] content = {1, 2, 3};
    byte[] wrapped = new Rfc5297Reference(key)
        .seal(org.bouncycastle.util.Arrays.concatenate(NAME, version), content);
    byte[] tag = hmac(leafKey(), "habeas/k/day-tag/1".getBytes(StandardCharsets.US_ASCII));
    try (Secret leaf = Secret.owning(leafKey())) {
      assertThat(new Slot(NAME, 3).wrap(leaf, content)).isEqualTo(wrapped);
      assertThat(DayTag.of(leaf)).isEqualTo(Arrays.copyOf(tag, 8));
    }
  }

  @Test
  void aSlotOpensWithItsOwnNameVersionAndDayOnly() {
    Slot slot = new Slot(NAME, 3);
    byte[] otherName = NAME.clone();
    otherName[15] ^= 1;
    try (CompartmentEpoch keys = derived();
        Secret leaf = keys.root().leaf(DAY);
        Secret nextDay = keys.root().leaf(DAY + 1)) {
      byte[] wrapped = slot.wrap(leaf, new byte[] {42});
      assertThat(slot.unwrap(leaf, wrapped).orElseThrow().bytes(SECRET_ACCESS)).containsExactly(42);
      assertThat(slot.unwrap(nextDay, wrapped)).isEmpty();
      assertThat(new Slot(NAME, 4).unwrap(leaf, wrapped)).isEmpty();
      assertThat(new Slot(otherName, 3).unwrap(leaf, wrapped)).isEmpty();
    }
  }

  @Test
  void reWrappingTheSameContentGivesTheSameBytes_L52() {
    Slot slot = new Slot(NAME, 3);
    try (Secret leaf = Secret.owning(leafKey())) {
      assertThat(slot.wrap(leaf, NAME)).isEqualTo(slot.wrap(leaf, NAME));
    }
  }

  @Test
  void aNodeGivesNothingOutsideItself() {
    try (CompartmentEpoch keys = derived();
        NodeKey half = keys.root().cover(new DayRange(0, 1 << 16)).get(0);
        TreeWalk walk = new TreeWalk(half)) {
      assertThatIllegalArgumentException().isThrownBy(() -> half.leaf(1 << 16));
      assertThatIllegalArgumentException().isThrownBy(() -> walk.node(DayTree.Node.ROOT));
      try (Secret down = half.leaf(DAY);
          Secret direct = keys.root().leaf(DAY)) {
        assertThat(down.sameAs(direct)).isTrue();
      }
    }
  }

  @Test
  void aWalkInAnyOrderGivesTheSameKeysAsStartingAnew() {
    int[] days = {DAY, DAY + 1, DAY, DAY + 40, 0, DayTree.DAYS - 1, DAY, DAY};
    try (CompartmentEpoch keys = derived();
        TreeWalk walk = new TreeWalk(keys.root())) {
      for (int day : days) {
        try (Secret walked = walk.leaf(day);
            Secret direct = keys.root().leaf(day)) {
          assertThat(walked.sameAs(direct)).isTrue();
        }
        walk.node(new DayTree.Node(3, 2)).close();
      }
      assertThat(walk.node(DayTree.Node.ROOT)
              .key(SECRET_ACCESS)
              .sameAs(keys.root().key(SECRET_ACCESS)))
          .isTrue();
    }
  }

  @Test
  void keysAreInNoTextAndWipedOnClose() {
    CompartmentEpoch keys = derived();
    CompartmentKeys granted = keys.grant(List.of(new DayRange(DAY, DAY + 3)));
    String said = keys + " " + granted + " " + keys.root() + " " + new Slot(NAME, 1);
    byte[] page = granted.pageKey().bytes(SECRET_ACCESS);
    assertThat(said)
        .doesNotContain(HexFormat.of().formatHex(page, 0, 4))
        .doesNotContain(Arrays.toString(page).substring(1, 12))
        .doesNotContain(HexFormat.of().formatHex(NAME, 0, 4));
    granted.close();
    assertThat(page).containsOnly(0);
    keys.close();
  }
}
