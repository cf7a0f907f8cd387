// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
  @Property(tries = 500)
  void comesBackAsItWas(@ForAll @Size(max = 40) List<byte[]> fields) {
    byte[] body = bytes(Message.of(fields));
    Message read = Message.parse(body);
    assertThat(read.fields()).usingElementComparator(Arrays::compare).isEqualTo(fields);
    assertThat(Message.of(fields).length()).isEqualTo(body.length);
  }

  /** One list of fields has one encoding: whatever is accepted is written back byte for byte. */
  @Property(tries = 5000)
  void whatIsAcceptedHasOneEncoding(@ForAll byte[] garbage) {
    requireRefusedOrTheSame(garbage);
  }

  @Property(tries = 2000)
  void anAlteredBodyIsRefusedOrSaysSomethingElse(
      @ForAll @Size(min = 1, max = 5) List<byte[]> fields,
      @ForAll @IntRange(max = 100_000) int place,
      @ForAll byte other) {
    byte[] body = bytes(Message.of(fields));
    body[place % body.length] = other;
    requireRefusedOrTheSame(body);
    requireRefusedOrTheSame(Arrays.copyOf(body, place % body.length));
  }

  private static void requireRefusedOrTheSame(byte[] body) {
    Message read;
    try {
      read = Message.parse(body);
    } catch (MalformedMessage e) {
      return;
    }
    assertThat(bytes(read)).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "a0", // a map
        "60", // a text
        "8161", // a text within
        "8180", // an array within
        "80ff", // more after it
        "9f", // indefinite
        "815f41004100ff", // an indefinite byte string
        "9800", // one byte of length where none is needed
        "81580100", // the same for a field
        "9a00010000", // fields that are not there
        "815a7fffffff00", // a field that is not there
        "815affffffff00", // a length beyond 31 bits
        "815b000000000000000100", // eight bytes of length
        "81410041" // more after it
      })
  void refusesWhatIsNoBody(String hex) {
    assertThatExceptionOfType(MalformedMessage.class)
        .isThrownBy(() -> Message.parse(HexFormat.of().parseHex(hex)));
  }

  @Test
  void hasTheEncodingOfTheSpecification() {
    assertThat(bytes(Message.EMPTY)).isEqualTo(HexFormat.of().parseHex("80"));
    assertThat(bytes(Message.of(new byte[32], Message.encode("node-1"))))
        .isEqualTo(HexFormat.of().parseHex("825820" + "00".repeat(32) + "466e6f64652d31"));
    assertThat(bytes(Message.of(new byte[256]))).startsWith(0x81, 0x59, 0x01, 0x00);
    assertThat(bytes(Message.of(new byte[65_536]))).startsWith(0x81, 0x5a, 0x00, 0x01, 0x00, 0x00);
  }

  @Test
  void numbersAndTimesHaveTheirSize() {
    Instant time = Instant.parse("2026-01-02T03:04:05.000000006Z");
    Message message = Message.of(Message.encode(-5), Message.encode(time), new byte[7]);
    assertThat(message.number(0)).isEqualTo(-5);
    assertThat(message.time(1)).isEqualTo(time);
    assertThatExceptionOfType(MalformedMessage.class).isThrownBy(() -> message.number(2));
    assertThatExceptionOfType(MalformedMessage.class).isThrownBy(() -> message.number(3));
    assertThatExceptionOfType(MalformedMessage.class).isThrownBy(() -> message.of(2));
  }

  private static byte[] bytes(Message message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.parts().forEach(out::writeBytes);
    return out.toByteArray();
  }
}
