// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.keytree;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.ErrorCode;
import health.habeas.error.HabeasException;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Hpke;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.wire.CborWriter;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class KeyboxFormatTest {
  private static final byte[] AAD = {5};

  private final World world = new World();
  private final World.Scope scope =
      new World.Scope(0b1011, Set.of(3, 6), new DayRange(46_001, 46_700));

  @Test
  void readsBackWhatItWrote_L1() {
    try (Keybox keybox = world.keybox(scope, List.of(0, 1));
        Secret encoded = KeyboxFormat.encode(keybox);
        Keybox read = KeyboxFormat.decode(encoded);
        Secret again = KeyboxFormat.encode(read)) {
      assertThat(again.bytes(SECRET_ACCESS)).isEqualTo(encoded.bytes(SECRET_ACCESS));
      assertThat(read.keys()).hasSize(16);
      assertThat(read.statusPreimage().sameAs(keybox.statusPreimage())).isTrue();
      assertThat(read.updateSecret().sameAs(keybox.updateSecret())).isTrue();
    }
  }

  @Test
  void anEmptyKeyboxIsFineForAGrantThatOnlyWrites_L44() {
    try (Keybox keybox =
            new Keybox(Secret.owning(new byte[32]), Secret.owning(new byte[32]), List.of());
        Secret encoded = KeyboxFormat.encode(keybox);
        Keybox read = KeyboxFormat.decode(encoded)) {
      assertThat(read.keys()).isEmpty();
    }
  }

  @Test
  void opensForItsHolderPurposeAndGrantOnly() {
    try (Secret holder = Secret.random(new SecureRandom(), Hpke.SEED_BYTES);
        Keybox keybox = world.keybox(scope, List.of(0))) {
      byte[] sealed = KeyboxFormat.seal(keybox, Hpke.publicKey(holder), Domain.KEYBOX, AAD);
      Optional<byte[]> opened = Hpke.open(holder, Domain.KEYBOX.bytes(), AAD, sealed);
      try (Secret content = Secret.owning(opened.orElseThrow());
          Keybox read = KeyboxFormat.decode(content)) {
        assertThat(read.keys()).hasSize(8);
      }
      assertThat(Hpke.open(holder, Domain.KEY_UPDATE.bytes(), AAD, sealed)).isEmpty();
      assertThat(Hpke.open(holder, Domain.KEYBOX.bytes(), new byte[] {6}, sealed))
          .isEmpty();
    }
  }

  @Test
  void aContentCutAnywhereIsRefused() {
    try (Keybox keybox = world.keybox(scope, List.of(0));
        Secret encoded = KeyboxFormat.encode(keybox)) {
      byte[] whole = encoded.bytes(SECRET_ACCESS);
      for (int length = 0; length < whole.length; length += 7) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertRefused(ErrorCode.GRANT_MALFORMED, () -> decode(cut));
      }
      assertRefused(
          ErrorCode.GRANT_MALFORMED, () -> decode(Arrays.copyOf(whole, whole.length + 1)));
    }
  }

  @Test
  void aContentWithAnyByteAlteredIsRefusedOrReadsAsWritten_L1() {
    World.Scope small = new World.Scope(0b1, Set.of(3), new DayRange(8, 11));
    try (Keybox keybox = world.keybox(small, List.of(0));
        Secret encoded = KeyboxFormat.encode(keybox)) {
      byte[] whole = encoded.bytes(SECRET_ACCESS);
      for (int bit = 0; bit < 8 * whole.length; bit++) {
        byte[] altered = whole.clone();
        altered[bit / 8] ^= (byte) (1 << (bit % 8));
        try (Keybox read = decode(altered);
            Secret again = KeyboxFormat.encode(read)) {
          assertThat(again.bytes(SECRET_ACCESS)).isEqualTo(altered);
        } catch (InvalidInputException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.GRANT_MALFORMED);
        }
      }
    }
  }

  @Test
  void compartmentsOutOfOrderOrTwiceAreRefused() {
    byte[] first = place(1, 3, 0);
    byte[] second = place(1, 3, 1);
    decode(content(first, second)).close();
    assertRefused(ErrorCode.GRANT_MALFORMED, () -> decode(content(second, first)));
    assertRefused(ErrorCode.GRANT_MALFORMED, () -> decode(content(first, first)));
    assertRefused(ErrorCode.GRANT_MALFORMED, () -> decode(content(place(2, 1, 0), first)));
  }

  @Test
  void nodesThatOverlapAreOutOfOrderOrOutsideTheTreeAreRefused() {
    decode(content(place(1, 3, 0, 17, 8, 17, 9))).close();
    assertRefused(ErrorCode.GRANT_MALFORMED, () -> decode(content(place(1, 3, 0, 17, 9, 17, 8))));
    assertRefused(ErrorCode.GRANT_MALFORMED, () -> decode(content(place(1, 3, 0, 17, 8, 17, 8))));
    assertRefused(ErrorCode.GRANT_MALFORMED, () -> decode(content(place(1, 3, 0, 16, 4, 17, 9))));
    assertRefused(ErrorCode.GRANT_MALFORMED, () -> decode(content(place(1, 3, 0, 0, 1))));
    assertRefused(ErrorCode.GRANT_MALFORMED, () -> decode(content(place(1, 3, 0, 18, 0))));
  }

  @Test
  void moreThan4096NodesAreRefusedBothWays_L5() {
    List<CompartmentKeys> many = new ArrayList<>();
    byte[][] places = new byte[129][];
    for (int epoch = 0; epoch < places.length; epoch++) {
      DayRange costliest = new DayRange(1, DayTree.DAYS - 1);
      try (CompartmentEpoch keys = world.epoch(new CompartmentId(1, 3), epoch)) {
        many.add(keys.grant(List.of(costliest)));
      }
      places[epoch] = place(
          1,
          3,
          epoch,
          DayTree.cover(costliest).stream()
              .flatMapToInt(n -> IntStream.of(n.level(), n.index()))
              .toArray());
    }
    Keybox tooMany = new Keybox(Secret.owning(new byte[32]), Secret.owning(new byte[32]), many);
    assertRefused(ErrorCode.GRANT_LIMIT, () -> KeyboxFormat.encode(tooMany));
    assertRefused(ErrorCode.GRANT_LIMIT, () -> decode(content(places)));
    Keybox justEnough =
        new Keybox(Secret.owning(new byte[32]), Secret.owning(new byte[32]), many.subList(0, 128));
    KeyboxFormat.encode(justEnough).close();
  }

  @Test
  void aChildsPreimageFollowsFromTheParentsAndTheNonce_L30() {
    try (Keybox parent = world.keybox(scope, List.of(0));
        Keybox child = parent.narrow(new byte[16], List.of());
        Keybox sister = parent.narrow(new byte[15], List.of());
        Secret expected = Keybox.childPreimage(parent.statusPreimage(), new byte[16])) {
      assertThat(child.statusPreimage().sameAs(expected)).isTrue();
      assertThat(child.statusPreimage().sameAs(sister.statusPreimage())).isFalse();
      assertThat(child.keys()).isEmpty();
    }
  }

  @Test
  void aChildsUpdateSecretFollowsFromTheParentsAndNotFromAPreimage_L50() {
    byte[] nonce = new byte[16];
    try (Keybox parent = world.keybox(scope, List.of(0));
        Keybox child = parent.narrow(nonce, List.of());
        Secret expected = Keybox.childUpdateSecret(parent.updateSecret(), nonce)) {
      assertThat(child.updateSecret().sameAs(expected)).isTrue();
      // Here both of the parent's are the same bytes.
      assertThat(child.updateSecret().sameAs(child.statusPreimage())).isFalse();
    }
  }

  @Test
  void keysAreInNoTextThatAKeyboxGives() {
    try (Keybox keybox = world.keybox(scope, List.of(0))) {
      byte[] page = keybox.keys().get(0).pageKey().bytes(SECRET_ACCESS);
      assertThat(keybox + " " + keybox.keys())
          .doesNotContain(HexFormat.of().formatHex(page, 0, 4))
          .doesNotContain(Arrays.toString(page).substring(1, 12));
    }
  }

  private static Keybox decode(byte[] content) {
    try (Secret secret = Secret.copyOf(content)) {
      return KeyboxFormat.decode(secret);
    }
  }

  private static byte[] content(byte[]... places) {
    CborWriter out = new CborWriter().map(3).key(1).bytes(new byte[32]).key(2).array(places.length);
    for (byte[] place : places) {
      out.encoded(place);
    }
    return out.key(3).bytes(new byte[32]).toBytes();
  }

  private static byte[] place(int mask, int category, int epoch, int... nodes) {
    CborWriter out = new CborWriter()
        .array(5)
        .integer(mask)
        .integer(category)
        .integer(epoch)
        .bytes(new byte[32])
        .array(nodes.length / 2);
    for (int i = 0; i < nodes.length; i += 2) {
      out.array(3).integer(nodes[i]).integer(nodes[i + 1]).bytes(new byte[32]);
    }
    return out.toBytes();
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(HabeasException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
