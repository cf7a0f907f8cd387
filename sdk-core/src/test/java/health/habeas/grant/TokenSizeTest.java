// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.EncodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.Encoder;
import health.habeas.Vault;
import health.habeas.key.HolderKeys;
import health.habeas.key.PatientKeys;
import health.habeas.ledger.Ledger;
import health.habeas.ledger.Ledgers;
import health.habeas.shard.Custodian;
import health.habeas.shard.Custodians;
import health.habeas.shard.ShardStore;
import health.habeas.shard.StripeLayout;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How large tokens are, and what fits a QR code: what docs/spec/grants.md, section 1, says. */
class TokenSizeTest {
  private static final int VERSION = 25;
  private static final int PIXELS = 800;

  @Test
  void aRootWithOneKeyHasFewerThan400BytesAndThreeLinksFewerThan1250() {
    GrantChain root = Cast.chain(Cast.terms().delegable(2));
    GrantChain two = Cast.LAB.receive(root, Cast.terms().delegable(1));
    GrantChain three = Cast.REGISTRY.receive(two, Cast.terms());
    assertThat(root.withoutKeybox().bytes()).hasSizeLessThan(400);
    assertThat(three.withoutKeybox().bytes()).hasSizeLessThan(1250);
  }

  @Test
  void aRootWithoutItsKeysFitsAVersion25CodeAtEveryLevelOfCorrectionAndIsReadBack()
      throws WriterException, ReaderException {
    String text = Cast.chain(Cast.terms()).withoutKeybox().text();
    for (ErrorCorrectionLevel level : ErrorCorrectionLevel.values()) {
      assertThat(Encoder.encode(text, level).getVersion().getVersionNumber())
          .isLessThanOrEqualTo(VERSION);
    }
    assertThat(scanned(drawn(text))).isEqualTo(text);
  }

  @Test
  void aRootWithItsSealedKeysDoesNotFitAVersion25CodeInAnyEncoding() {
    byte[] whole = issued().bytes();
    // In alphanumeric mode, the densest that a text has, two bytes take three characters (RFC
    // 9285).
    String base45 = "A".repeat(whole.length / 2 * 3);
    assertThatThrownBy(() -> Encoder.encode(
            base45, ErrorCorrectionLevel.L, Map.of(EncodeHintType.QR_VERSION, VERSION)))
        .isInstanceOf(WriterException.class);
  }

  /** What a vault really gives for one category and all days: one key, sealed. */
  private static GrantChain issued() {
    try (PatientKeys alice = PatientKeys.create();
        HolderKeys clinic = HolderKeys.create("Clinic");
        Ledger ledger = Ledgers.open("memory:");
        Vault vault = Vault.builder()
            .keys(alice)
            .ledger(ledger)
            .custodians(
                List.of(node("node-1", ledger), node("node-2", ledger)), StripeLayout.of(1, 2))
            .open()) {
      return vault.grant(clinic.grantee(), Cast.terms());
    }
  }

  private static Custodian node(String name, Ledger ledger) {
    return Custodians.over(name, ShardStore.inMemory(), ledger, InstantSource.system());
  }

  private static BitMatrix drawn(String text) throws WriterException {
    return new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, PIXELS, PIXELS);
  }

  private static String scanned(BitMatrix code) throws ReaderException {
    int[] pixels = new int[code.getWidth() * code.getHeight()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = code.get(i % code.getWidth(), i / code.getWidth()) ? 0 : 0xffffff;
    }
    RGBLuminanceSource picture = new RGBLuminanceSource(code.getWidth(), code.getHeight(), pixels);
    return new QRCodeReader()
        .decode(new BinaryBitmap(new HybridBinarizer(picture)))
        .getText();
  }
}
