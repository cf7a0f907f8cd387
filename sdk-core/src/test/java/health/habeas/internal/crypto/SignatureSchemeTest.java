// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.wire.CborWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The signature of suite S2: two halves over one message, and neither is worth anything alone. */
class SignatureSchemeTest {
  private static final SignatureScheme HYBRID = SignatureScheme.ED25519_AND_ML_DSA_65;
  private static final byte[] PAYLOAD = "a payload".getBytes(StandardCharsets.US_ASCII);
  private static final Pair ALICE = new Pair((byte) 1);
  private static final Pair BOB = new Pair((byte) 2);

  @Test
  void hasTheHeaderAndTheSizesOfTheSpecification() {
    byte[] signed = CoseSign1.sign(ALICE, Domain.GRANT, PAYLOAD).toBytes();
    assertThat(HexFormat.of().formatHex(HYBRID.header())).isEqualTo("a1013a00010000");
    assertThat(HYBRID.signatureBytes()).isEqualTo(3373);
    assertThat(HYBRID.keyBytes()).isEqualTo(1984);
    assertThat(SignatureScheme.of(signed)).isEqualTo(HYBRID);
    assertThat(parse(signed).toBytes()).isEqualTo(signed);
  }

  @Test
  void whateverElseBeginsIsTakenForEd25519AndThenRead() {
    assertThat(SignatureScheme.of(new byte[0])).isEqualTo(SignatureScheme.ED25519);
    assertThat(SignatureScheme.of(new byte[] {(byte) 0x84})).isEqualTo(SignatureScheme.ED25519);
  }

  @Test
  void holdsWithBothHalvesAlone() {
    CoseSign1 signed = CoseSign1.sign(ALICE, Domain.GRANT, PAYLOAD);
    assertThat(signed.verify(ALICE.publicKey(), Domain.GRANT)).isTrue();
    byte[] mixed = Bytes.concat(ALICE.ed25519Key(), BOB.mlDsaKey());
    assertThat(signed.verify(mixed, Domain.GRANT)).isFalse();
    mixed = Bytes.concat(BOB.ed25519Key(), ALICE.mlDsaKey());
    assertThat(signed.verify(mixed, Domain.GRANT)).isFalse();
    assertThat(signed.verify(ALICE.ed25519Key(), Domain.GRANT)).isFalse();
    assertThat(signed.verify(ALICE.mlDsaKey(), Domain.GRANT)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = "GRANT", mode = EnumSource.Mode.EXCLUDE)
  void verifiesUnderNoOtherDomain_L3(Domain other) {
    CoseSign1 signed = CoseSign1.sign(ALICE, Domain.GRANT, PAYLOAD);
    assertThat(signed.verify(ALICE.publicKey(), other)).isFalse();
  }

  @Test
  void refusesAFlippedByteInEitherHalf_L2() {
    byte[] good = CoseSign1.sign(ALICE, Domain.GRANT, PAYLOAD).toBytes();
    int start = good.length - HYBRID.signatureBytes();
    // the whole Ed25519 half, and every 37th byte of the other up to its hints
    for (int at = start; at < good.length; at += at < start + 64 ? 1 : 37) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      assertThat(parse(bad).verify(ALICE.publicKey(), Domain.GRANT))
          .as("byte %d", at)
          .isFalse();
    }
  }

  @Test
  void theEd25519HalfIsNoSignatureOfSuiteS1() {
    byte[] both = signature(CoseSign1.sign(ALICE, Domain.GRANT, PAYLOAD).toBytes());
    byte[] half = Arrays.copyOf(both, Ed25519.SIGNATURE_BYTES);
    CoseSign1 classical =
        CoseSign1.parse(encoded(SignatureScheme.ED25519.header(), half), ErrorCode.GRANT_MALFORMED);
    assertThat(classical.verify(ALICE.ed25519Key(), Domain.GRANT)).isFalse();
  }

  @Test
  void aSignatureOfSuiteS1IsNoHalfOfThisOne() {
    byte[] mlDsa = Arrays.copyOfRange(
        signature(CoseSign1.sign(ALICE, Domain.GRANT, PAYLOAD).toBytes()), 64, 3373);
    byte[] toBeSigned =
        CoseSign1.toBeSigned(SignatureScheme.ED25519.header(), Domain.GRANT.bytes(), PAYLOAD);
    byte[] classical = Ed25519.sign(ALICE.seed(), toBeSigned);
    byte[] spliced = encoded(HYBRID.header(), Bytes.concat(classical, mlDsa));
    assertThat(parse(spliced).verify(ALICE.publicKey(), Domain.GRANT)).isFalse();
  }

  @Test
  void oneHalfAloneOrTheOtherOrderIsRefused() {
    byte[] both = signature(CoseSign1.sign(ALICE, Domain.GRANT, PAYLOAD).toBytes());
    byte[] ed25519 = Arrays.copyOf(both, 64);
    byte[] mlDsa = Arrays.copyOfRange(both, 64, both.length);
    for (byte[] short_ : new byte[][] {ed25519, mlDsa, Bytes.concat(both, new byte[1])}) {
      assertThatThrownBy(() -> parse(encoded(HYBRID.header(), short_)))
          .isInstanceOf(InvalidInputException.class);
    }
    byte[] swapped = encoded(HYBRID.header(), Bytes.concat(mlDsa, ed25519));
    assertThat(parse(swapped).verify(ALICE.publicKey(), Domain.GRANT)).isFalse();
  }

  @Test
  void aReaderOfOneSchemeTakesNoOther_L6() {
    byte[] hybrid = CoseSign1.sign(ALICE, Domain.GRANT, PAYLOAD).toBytes();
    assertThatThrownBy(() -> CoseSign1.parse(hybrid, ErrorCode.GRANT_MALFORMED))
        .hasMessageContaining("protected header");
    byte[] classical = encoded(SignatureScheme.ED25519.header(), new byte[64]);
    assertThatThrownBy(() -> parse(classical)).hasMessageContaining("protected header");
  }

  private static CoseSign1 parse(byte[] bytes) {
    return CoseSign1.parse(bytes, HYBRID, ErrorCode.GRANT_MALFORMED);
  }

  private static byte[] signature(byte[] signed) {
    return Arrays.copyOfRange(signed, signed.length - HYBRID.signatureBytes(), signed.length);
  }

  private static byte[] encoded(byte[] header, byte[] signature) {
    return new CborWriter()
        .array(4)
        .bytes(header)
        .map(0)
        .bytes(PAYLOAD)
        .bytes(signature)
        .toBytes();
  }

  /** Signs with two seeds of one repeated byte. */
  private record Pair(byte fill) implements Signer {
    @Override
    public SignatureScheme scheme() {
      return HYBRID;
    }

    @Override
    public byte[] publicKey() {
      return Bytes.concat(ed25519Key(), mlDsaKey());
    }

    @Override
    public byte[] sign(byte[] message) {
      return Bytes.concat(Ed25519.sign(seed(), message), MlDsa65.sign(seed(), message));
    }

    byte[] ed25519Key() {
      return Ed25519.publicKey(seed());
    }

    byte[] mlDsaKey() {
      return MlDsa65.publicKey(seed());
    }

    Secret seed() {
      byte[] seed = new byte[32];
      Arrays.fill(seed, fill);
      return Secret.owning(seed);
    }
  }
}
