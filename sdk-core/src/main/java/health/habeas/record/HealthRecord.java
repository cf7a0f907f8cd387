// SPDX-License-Identifier: Apache-2.0
package health.habeas.record;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;

/**
 * One health record: what an agent needs to file it, and the original bytes exactly as they came.
 *
 * <p>Guarantee: {@link #content()} is byte for byte what the source system sent. Immutable; arrays and sets are copied
 * in and out. {@code toString} shows neither the id nor the content.
 *
 * @param id names the record within its vault
 * @param type what the source calls its kind, for FHIR the resource type; 1 to 64 characters
 * @param day the clinical date, as a UTC day from 1900-01-01 to 2258-11-11
 * @param categories what it is about, at least one
 * @param labels its sensitivity: {@link Label#NORMAL} alone, or one or more others
 * @param content the original bytes, 1 byte to 64 MiB; what is larger is put as a stream
 */
public record HealthRecord(
    RecordId id,
    String type,
    LocalDate day,
    Set<Category> categories,
    Set<Label> labels,
    byte[] content)
    implements StoredRecord {
  /** The largest content, in bytes. */
  public static final int MAX_CONTENT_BYTES = 64 << 20;

  /** The first day that a record can have. */
  public static final LocalDate FIRST_DAY = LocalDate.of(1900, 1, 1);

  /** The last day that a record can have: day trees have 2^17 days. */
  public static final LocalDate LAST_DAY = FIRST_DAY.plusDays((1 << 17) - 1);

  /** Checks every field and copies what is mutable. */
  public HealthRecord {
    RecordHeader header = new RecordHeader(id, type, day, categories, labels);
    RecordHeader.check(content.length > 0, "the content is empty");
    if (content.length > MAX_CONTENT_BYTES) {
      throw new InvalidInputException(
          ErrorCode.RECORD_TOO_LARGE,
          "a record may have 64 MiB, and this has " + content.length + " bytes");
    }
    categories = header.categories();
    labels = header.labels();
    content = content.clone();
  }

  /**
   * A header and its content.
   *
   * @param header what is needed to file it
   * @param content the original bytes, 1 byte to 64 MiB
   */
  public HealthRecord(RecordHeader header, byte[] content) {
    this(header.id(), header.type(), header.day(), header.categories(), header.labels(), content);
  }

  @Override
  public RecordHeader header() {
    return new RecordHeader(id, type, day, categories, labels);
  }

  @Override
  public byte[] content() {
    return content.clone();
  }

  /** The content as a buffer that can only be read; it is not copied. */
  public ByteBuffer contentBuffer() {
    return ByteBuffer.wrap(content).asReadOnlyBuffer();
  }

  /** The size of the content in bytes, without copying it. */
  public int sizeBytes() {
    return content.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HealthRecord that
        && id.equals(that.id)
        && type.equals(that.type)
        && day.equals(that.day)
        && categories.equals(that.categories)
        && labels.equals(that.labels)
        && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, type, day, categories, labels, Arrays.hashCode(content));
  }

  /** The size alone: ids, types and days of a patient are health data. */
  @Override
  public String toString() {
    return "HealthRecord[" + content.length + " bytes]";
  }
}
