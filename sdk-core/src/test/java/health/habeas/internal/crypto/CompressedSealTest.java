// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.Deflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Records are compressed one by one, inside the seal, and only what was sealed comes out. */
class CompressedSealTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String RESULT = """
      {"resourceType":"Observation","id":"a","status":"final","category":[{"coding":[{"system":\
      "http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs","display":"Vital signs"}]}],\
      "code":{"coding":[{"system":"http://loinc.org","code":"x","display":"y"}],"text":"y"},"subject":{"reference":\
      "urn:uuid:1"},"effectiveDateTime":"2025-05-05T00:00:00+00:00","valueQuantity":{"value":7,"unit":"mg/dL"}}""";

  private final byte[] keys = random(64);
  private final byte[] context = random(40);
  private final SealBinding binding = new SealBinding(
      Secret.owning(Arrays.copyOf(keys, 32)),
      Secret.owning(Arrays.copyOfRange(keys, 32, 64)),
      context);
  private final Sealing sealing = new Sealing(RANDOM);

  @Property(tries = 200)
  void textComesBackByteForByte(
      @ForAll @Size(max = 400) String text, @ForAll @IntRange(max = 40) int times) {
    byte[] content = text.repeat(times).getBytes(StandardCharsets.UTF_8);
    assertThat(open(sealed(content))).hasValue(content);
  }

  @Property(tries = 100)
  void whatDoesNotShrinkIsStored(@ForAll @IntRange(max = 100_000) int size) {
    byte[] content = random(size);
    byte[] sealed = sealed(content);
    assertThat(sealed).hasSize(Sealing.sealedSizeBytes(size));
    assertThat(open(sealed)).hasValue(content);
  }

  /** A picture in a resource is not worth compressing for the little text around it. */
  @Test
  void samplesOfMuchContentDecideWhetherAllOfItIsTried() {
    byte[] text = "blood pressure ".repeat(600).getBytes(StandardCharsets.UTF_8);
    byte[] picture = Bytes.concat(text, random(30_000), text);
    byte[] sealed = sealed(picture);
    assertThat(sealed).hasSize(Sealing.sealedSizeBytes(picture.length));
    assertThat(open(sealed)).hasValue(picture);
    byte[] report = Bytes.concat(random(10_000), text, text, random(10_000));
    sealed = sealed(report);
    assertThat(sealed.length).isLessThan(Sealing.sealedSizeBytes(report.length * 3 / 4));
    assertThat(open(sealed)).hasValue(report);
  }

  @Test
  void aSmallResourceNeedsNoOtherBesideItToShrink() {
    byte[] content = RESULT.getBytes(StandardCharsets.UTF_8);
    byte[] sealed = sealed(content);
    assertThat(Sealing.sealedSizeBytes(content.length)).isEqualTo(1024 + 80);
    assertThat(sealed).hasSize(256 + 80);
    assertThat(open(sealed)).hasValue(content);
  }

  @Test
  void isTheFormatOfTheSpecification() throws Exception {
    byte[] content = RESULT.getBytes(StandardCharsets.UTF_8);
    byte[] sealed =
        SealReference.seal(keys, random(32), context, frame(content.length, deflated(content)));
    assertThat(open(sealed)).hasValue(content);
  }

  @Test
  void theDictionaryNeverChanges() throws Exception {
    assertThat(HexFormat.of().formatHex(Sha256.of(dictionary())))
        .isEqualTo("8758fe1ba1bd027fd14350a25d650dd767507142857bbd3fe7085d0e1489d37b");
  }

  /** A frame that was made to unpack to something else than it says, by whoever has the keys. */
  @Test
  void refusesALengthThatIsNotTheContents() throws Exception {
    byte[] content = new byte[200_000];
    byte[] small = deflated(content);
    assertThat(small.length).isLessThan(256 - 9);
    for (long length : new long[] {
      0, 1, content.length - 1, content.length + 1, 1 << 26, 1 << 30, Long.MAX_VALUE, -1
    }) {
      assertThat(opened(frame(length, small))).as("length %s", length).isEmpty();
    }
    assertThat(opened(frame(content.length, small))).hasValue(content);
  }

  @Test
  void refusesWhatFollowsTheStreamAndAWiderFrame() throws Exception {
    byte[] content = RESULT.getBytes(StandardCharsets.UTF_8);
    byte[] deflated = deflated(content);
    assertThat(opened(frame(content.length, deflated))).hasValue(content);
    for (byte[] more : new byte[][] {{1}, {0, 0, 1}}) {
      assertThat(opened(frame(content.length, Bytes.concat(deflated, more)))).isEmpty();
    }
    byte[] wide = Arrays.copyOf(frame(content.length, deflated), 1024);
    assertThat(opened(wide)).isEmpty();
  }

  @Test
  void refusesAStreamThatWasCut() throws Exception {
    byte[] content = RESULT.repeat(3).getBytes(StandardCharsets.UTF_8);
    byte[] deflated = deflated(content);
    // The filling may end a stream that lacks its last bytes only, with another content.
    for (int size = 0; size < deflated.length - 8; size++) {
      assertThat(opened(frame(content.length, Arrays.copyOf(deflated, size))))
          .as("%s of %s bytes", size, deflated.length)
          .isEmpty();
    }
  }

  private byte[] sealed(byte[] content) {
    ByteBuffer[] sealed = new ByteBuffer[1];
    sealing.sealSmallest(binding, content, bytes -> sealed[0] = ByteBuffer.allocate(bytes));
    return sealed[0].array();
  }

  private Optional<byte[]> opened(byte[] frame) {
    return open(SealReference.seal(keys, random(32), context, frame));
  }

  private Optional<byte[]> open(byte[] sealed) {
    return Sealing.open(binding.dek(), binding.shareKey(), context, sealed);
  }

  private static byte[] frame(long length, byte[] deflated) {
    byte[] header = Bytes.concat(new byte[] {1}, Bytes.be64(length));
    return Arrays.copyOf(
        Bytes.concat(header, deflated), Padding.padded(header.length + deflated.length));
  }

  private static byte[] deflated(byte[] content) throws Exception {
    Deflater deflater = new Deflater(9, true);
    deflater.setDictionary(dictionary());
    deflater.setInput(content);
    deflater.finish();
    byte[] out = new byte[content.length + 100];
    int size = deflater.deflate(out);
    deflater.end();
    return Arrays.copyOf(out, size);
  }

  private static byte[] dictionary() throws Exception {
    try (InputStream in = Sealing.class.getResourceAsStream("records-1.txt")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
