// SPDX-License-Identifier: Apache-2.0
package health.habeas.http.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A body: a CBOR array of byte strings, definite and in the shortest form (RFC 8949, section 4.2.1), so that each list of
 * fields has one encoding and any CBOR library writes it. Text is UTF-8, a number eight bytes, most significant first.
 *
 * <p>Immutable as long as nobody writes to the arrays, which are not copied: they are items of many megabytes.
 */
public final class Message {
  /** No fields. */
  public static final Message EMPTY = new Message(List.of());

  private static final int BYTES = 2 << 5;
  private static final int ARRAY = 4 << 5;
  private static final int MAX_FIELDS = 1 << 20;

  private final List<byte[]> fields;

  private Message(List<byte[]> fields) {
    this.fields = fields;
  }

  /**
   * A message of these fields.
   *
   * @param fields in order
   */
  public static Message of(byte[]... fields) {
    return new Message(List.of(fields));
  }

  /**
   * A message of these fields.
   *
   * @param fields in order
   */
  public static Message of(List<byte[]> fields) {
    return new Message(List.copyOf(fields));
  }

  /**
   * A text as a field.
   *
   * @param value the text
   */
  public static byte[] encode(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A number as a field.
   *
   * @param value the number
   */
  public static byte[] encode(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  /**
   * A time as a field: eight bytes of seconds since 1970 and four of nanoseconds.
   *
   * @param value the time
   */
  public static byte[] encode(Instant value) {
    return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
        .putLong(value.getEpochSecond())
        .putInt(value.getNano())
        .array();
  }

  /**
   * Reads a whole body, strictly.
   *
   * @param body what {@link #parts} gave, joined
   * @throws MalformedMessage for anything else
   */
  public static Message parse(byte[] body) {
    return parse(body, MAX_FIELDS);
  }

  /**
   * The same, for a body that has few fields.
   *
   * @param body what {@link #parts} gave, joined
   * @param most how many fields it may have
   * @throws MalformedMessage for anything else
   */
  public static Message parse(byte[] body, int most) {
    ByteBuffer in = ByteBuffer.wrap(body);
    int count = head(in, ARRAY);
    if (count > most || count > in.remaining()) {
      throw new MalformedMessage("more fields are announced than there are, or may be");
    }
    List<byte[]> fields = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = head(in, BYTES);
      if (length > in.remaining()) {
        throw new MalformedMessage("a field is cut");
      }
      byte[] field = new byte[length];
      in.get(field);
      fields.add(field);
    }
    if (in.hasRemaining()) {
      throw new MalformedMessage("bytes follow the last field");
    }
    return new Message(fields);
  }

  private static int head(ByteBuffer in, int major) {
    int initial = take(in, 1);
    if ((initial & 0xe0) != major) {
      throw new MalformedMessage("it is not an array of byte strings");
    }
    int argument = initial & 0x1f;
    if (argument < 24) {
      return argument;
    }
    int width = switch (argument) {
      case 24 -> 1;
      case 25 -> 2;
      case 26 -> 4;
      default -> throw new MalformedMessage("a length of a form that is not used");
    };
    int value = take(in, width);
    if (value < 0 || width != width(value)) {
      throw new MalformedMessage("a length that is not in its shortest form");
    }
    return value;
  }

  private static int take(ByteBuffer in, int width) {
    if (in.remaining() < width) {
      throw new MalformedMessage("it is cut");
    }
    return switch (width) {
      case 1 -> in.get() & 0xff;
      case 2 -> in.getShort() & 0xffff;
      default -> in.getInt();
    };
  }

  private static int width(int value) {
    if (value < 24) {
      return 0;
    }
    if (value < 1 << 8) {
      return 1;
    }
    return value < 1 << 16 ? 2 : 4;
  }

  /** The encoding in pieces, fields as they are: to be sent one after the other. */
  public List<byte[]> parts() {
    List<byte[]> parts = new ArrayList<>(1 + 2 * fields.size());
    parts.add(head(ARRAY, fields.size()));
    for (byte[] field : fields) {
      parts.add(head(BYTES, field.length));
      parts.add(field);
    }
    return parts;
  }

  private static byte[] head(int major, int value) {
    int width = width(value);
    ByteBuffer out = ByteBuffer.allocate(1 + width);
    switch (width) {
      case 0 -> out.put((byte) (major | value));
      case 1 -> out.put((byte) (major | 24)).put((byte) value);
      case 2 -> out.put((byte) (major | 25)).putShort((short) value);
      default -> out.put((byte) (major | 26)).putInt(value);
    }
    return out.array();
  }

  /** How many bytes the encoding has. */
  public long length() {
    return parts().stream().mapToLong(part -> part.length).sum();
  }

  /** How many fields there are. */
  public int size() {
    return fields.size();
  }

  /**
   * The same message, if it has so many fields.
   *
   * @param count how many
   */
  public Message of(int count) {
    if (fields.size() != count) {
      throw new MalformedMessage("it has " + fields.size() + " fields, and " + count + " were due");
    }
    return this;
  }

  /** The fields, not copied. */
  public List<byte[]> fields() {
    return fields;
  }

  /**
   * A field.
   *
   * @param index from 0
   */
  public byte[] bytes(int index) {
    if (index >= fields.size()) {
      throw new MalformedMessage("a field is missing");
    }
    return fields.get(index);
  }

  /**
   * A field that is a text. What is no UTF-8 becomes U+FFFD, which no name or word of the protocol has.
   *
   * @param index from 0
   */
  public String text(int index) {
    return new String(bytes(index), StandardCharsets.UTF_8);
  }

  /**
   * A field that is a number.
   *
   * @param index from 0
   */
  public long number(int index) {
    return buffer(index, Long.BYTES).getLong();
  }

  /**
   * A field that is a time.
   *
   * @param index from 0
   */
  public Instant time(int index) {
    ByteBuffer in = buffer(index, Long.BYTES + Integer.BYTES);
    try {
      return Instant.ofEpochSecond(in.getLong(), in.getInt());
    } catch (java.time.DateTimeException | ArithmeticException e) {
      throw new MalformedMessage("a time beyond all times");
    }
  }

  private ByteBuffer buffer(int index, int size) {
    byte[] field = bytes(index);
    if (field.length != size) {
      throw new MalformedMessage("a field of another size than " + size + " bytes");
    }
    return ByteBuffer.wrap(field);
  }

  /** How many fields, without their content. */
  @Override
  public String toString() {
    return "Message[" + fields.size() + " fields]";
  }
}
