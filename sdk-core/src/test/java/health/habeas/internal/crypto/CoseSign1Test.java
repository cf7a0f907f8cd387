// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.wire.WireVectors;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CoseSign1Test {
  private static final byte[] PAYLOAD = "a payload".getBytes(StandardCharsets.US_ASCII);
  private static final Signer ALICE = new SeedSigner((byte) 1);
  private static final Signer BOB = new SeedSigner((byte) 2);

  @Test
  void verifiesUnderTheKeyAndDomainItWasMadeFor() {
    CoseSign1 signed = CoseSign1.sign(ALICE, Domain.GRANT, PAYLOAD);
    CoseSign1 read = CoseSign1.parse(signed.toBytes(), ErrorCode.GRANT_MALFORMED);

    assertThat(read.payload()).isEqualTo(PAYLOAD);
    assertThat(read.verify(ALICE.publicKey(), Domain.GRANT)).isTrue();
    assertThat(read.verify(BOB.publicKey(), Domain.GRANT)).isFalse();
    assertThat(read.toBytes()).isEqualTo(signed.toBytes()).hasSize(PAYLOAD.length + 73);
  }

  @ParameterizedTest
  @EnumSource(names = "GRANT", mode = EnumSource.Mode.EXCLUDE)
  void verifiesUnderNoOtherDomain_L3(Domain other) {
    CoseSign1 signed = CoseSign1.sign(ALICE, Domain.GRANT, PAYLOAD);
    assertThat(signed.verify(ALICE.publicKey(), other)).isFalse();
  }

  @Test
  void refusesEveryFlippedBit_L2() {
    byte[] good = CoseSign1.sign(ALICE, Domain.GRANT, PAYLOAD).toBytes();
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(verifies(bad)).as("bit %d", bit).isFalse();
    }
  }

  @ParameterizedTest(name = "protected header {0}")
  @ValueSource(strings = {"", "a0", "a10126", "a2012703 00", "a11927 00", "a1012701"})
  void refusesAnyOtherProtectedHeader_L6(String header) {
    byte[] other = HexFormat.of().parseHex(header.replace(" ", ""));
    byte[] signature = ALICE.sign(CoseSign1.toBeSigned(other, Domain.GRANT.bytes(), PAYLOAD));
    byte[] bytes = new health.habeas.internal.wire.CborWriter()
        .array(4)
        .bytes(other)
        .map(0)
        .bytes(PAYLOAD)
        .bytes(signature)
        .toBytes();
    assertThatThrownBy(() -> CoseSign1.parse(bytes, ErrorCode.GRANT_MALFORMED))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("protected header");
  }

  @Test
  void refusesASignatureOf65Bytes() {
    byte[] good = CoseSign1.sign(ALICE, Domain.GRANT, PAYLOAD).toBytes();
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    longer[good.length - 65] = 65; // the length byte of the last item
    assertThatThrownBy(() -> CoseSign1.parse(longer, ErrorCode.GRANT_MALFORMED))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void laysOutWhatIsSignedAsThePublishedExampleDoes() {
    JsonNode example = WireVectors.file("cose/eddsa-examples/eddsa-sig-01.json");
    CBORObject message =
        CBORObject.DecodeFromBytes(hex(example.at("/output/cbor"))).Untag();
    byte[] toBeSigned = CoseSign1.toBeSigned(
        message.get(0).GetByteString(), new byte[0], message.get(2).GetByteString());

    assertThat(toBeSigned).isEqualTo(hex(example.at("/intermediates/ToBeSign_hex")));
    byte[] key = hex(example.at("/input/sign0/key/x_hex"));
    assertThat(Ed25519.verify(key, toBeSigned, message.get(3).GetByteString())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sign1-tests/sign-fail-01", "sign1-tests/sign-fail-02", "sign1-tests/sign-fail-03",
        "sign1-tests/sign-fail-04", "sign1-tests/sign-fail-06", "sign1-tests/sign-fail-07",
        "sign1-tests/sign-pass-01", "sign1-tests/sign-pass-02", "sign1-tests/sign-pass-03",
        "eddsa-examples/eddsa-sig-01", "eddsa-examples/eddsa-sig-02"
      })
  void refusesPublishedMessagesOfOtherSuitesAndHeaders(String name) {
    byte[] message = hex(WireVectors.file("cose/" + name + ".json").at("/output/cbor"));
    assertThatThrownBy(() -> CoseSign1.parse(message, ErrorCode.GRANT_MALFORMED))
        .isInstanceOf(InvalidInputException.class);
  }

  private static boolean verifies(byte[] bytes) {
    try {
      return CoseSign1.parse(bytes, ErrorCode.GRANT_MALFORMED)
          .verify(ALICE.publicKey(), Domain.GRANT);
    } catch (InvalidInputException e) {
      return false;
    }
  }

  private static byte[] hex(JsonNode node) {
    return HexFormat.of().parseHex(node.asString());
  }

  /** Signs with a seed of one repeated byte. */
  private record SeedSigner(byte fill) implements Signer {
    @Override
    public byte[] publicKey() {
      return Ed25519.publicKey(seed());
    }

    @Override
    public byte[] sign(byte[] message) {
      return Ed25519.sign(seed(), message);
    }

    private Secret seed() {
      byte[] seed = new byte[32];
      Arrays.fill(seed, fill);
      return Secret.owning(seed);
    }
  }
}
