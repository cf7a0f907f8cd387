// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.grant.GrantId;
import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.HealthRecord;
import health.habeas.record.Label;
import health.habeas.record.LargeRecord;
import health.habeas.record.RecordHeader;
import health.habeas.record.RecordId;
import health.habeas.record.StoredRecord;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A record as it is sealed: header, original bytes or, of a large one, the digests of its parts, and who wrote it. The
 * patient signs her own records with the manifest of their pack; a provider's deposit carries the provider's signature
 * with it for good (L45).
 *
 * @param record the record
 * @param parts of a large record
 * @param author whose statement it is
 * @param statement the provider's COSE_Sign1 over {@link #digest}, its grant and, for an amendment, the digest of the version
 *     before; empty for the patient's own records
 */
public record RecordFile(
    StoredRecord record, Optional<Parts> parts, Author author, Optional<byte[]> statement) {
  private static final int MAX_STATEMENT_BYTES = 1024;
  private static final int STATEMENT_BYTES = 2 * Sha256.SIZE_BYTES;
  private static final int AMENDMENT_BYTES = 3 * Sha256.SIZE_BYTES;

  /** A record that is sealed with its content. */
  RecordFile(HealthRecord record, Author author, Optional<byte[]> statement) {
    this(record, Optional.empty(), author, statement);
  }

  /** A record whose content is in parts. */
  static RecordFile large(
      RecordHeader header, Parts parts, Author author, Optional<byte[]> statement) {
    LargeRecord record = new LargeRecord(header, parts.sizeBytes());
    return new RecordFile(record, Optional.of(parts), author, statement);
  }

  RecordHeader header() {
    return record.header();
  }

  byte[] bytes() {
    byte[] head = new CborWriter()
        .array(parts.isPresent() ? 5 : 4)
        .encoded(encoded(header()))
        .bytes(author.publicKey())
        .bytes(statement.orElse(new byte[0]))
        .toBytes();
    if (record instanceof HealthRecord whole) {
      ByteBuffer content = whole.contentBuffer();
      int size = head.length + CborWriter.bytesSize(content.remaining());
      return new CborWriter(size).encoded(head).bytes(content).toBytes();
    }
    Parts all = parts.orElseThrow();
    return new CborWriter()
        .encoded(head)
        .integer(all.sizeBytes())
        .bytes(all.digests())
        .toBytes();
  }

  static RecordFile parse(byte[] bytes) {
    CborReader in = CborReader.of(bytes, ErrorCode.OBJECT_CORRUPT);
    boolean isLarge = in.array(5) == 5;
    in.arrayOf(5);
    RecordId id = new RecordId(in.text(1024));
    String type = in.text(256);
    int day = (int) in.integer(0, Integer.MAX_VALUE);
    Set<Category> categories = categories((int) in.integer(0, Integer.MAX_VALUE));
    Set<Label> labels = labels((int) in.integer(0, 0xff));
    RecordHeader header =
        new RecordHeader(id, type, HealthRecord.FIRST_DAY.plusDays(day), categories, labels);
    Author author = new Author(in.bytesOf(32));
    byte[] said = in.bytes(MAX_STATEMENT_BYTES);
    Optional<byte[]> statement = said.length == 0 ? Optional.empty() : Optional.of(said);
    RecordFile file = isLarge
        ? large(header, parts(in), author, statement)
        : new RecordFile(
            new HealthRecord(header, in.bytes(HealthRecord.MAX_CONTENT_BYTES)), author, statement);
    in.end();
    return file;
  }

  private static Parts parts(CborReader in) {
    long size = in.integer(1, Parts.MAX_BYTES);
    return new Parts(size, in.bytesOf(Parts.digestBytes(size)));
  }

  /** Whether the author wrote this: the vault's own key by default, or a provider's by its statement. */
  boolean isAuthentic(byte[] vaultKey) {
    if (statement.isEmpty()) {
      return author.equals(new Author(vaultKey));
    }
    CoseSign1 signed = CoseSign1.parse(statement.get(), ErrorCode.OBJECT_CORRUPT);
    byte[] payload = signed.payload();
    return signed.verify(author.publicKey(), Domain.RECORD)
        && (payload.length == STATEMENT_BYTES || payload.length == AMENDMENT_BYTES)
        && Arrays.equals(Arrays.copyOf(payload, Sha256.SIZE_BYTES), digest());
  }

  /** The grant that the author's statement names (L45); empty for the patient's own records. */
  public Optional<GrantId> grant() {
    return said()
        .map(payload ->
            GrantId.ofBytes(Arrays.copyOfRange(payload, Sha256.SIZE_BYTES, STATEMENT_BYTES)));
  }

  /** The digest of the version that the author's statement amends; empty for what amends nothing. */
  Optional<byte[]> amends() {
    return said()
        .filter(payload -> payload.length == AMENDMENT_BYTES)
        .map(payload -> Arrays.copyOfRange(payload, STATEMENT_BYTES, AMENDMENT_BYTES));
  }

  private Optional<byte[]> said() {
    return statement
        .map(bytes -> CoseSign1.parse(bytes, ErrorCode.OBJECT_CORRUPT).payload())
        .filter(payload -> payload.length == STATEMENT_BYTES || payload.length == AMENDMENT_BYTES);
  }

  /** Header and content in one digest: what the author signs, and by which the same record is recognised. */
  byte[] digest() {
    if (record instanceof HealthRecord whole) {
      return digest(whole);
    }
    Parts all = parts.orElseThrow();
    byte[] size = Bytes.be64(all.sizeBytes());
    return Sha256.of(Domain.LARGE_RECORD, encoded(header()), size, all.digests());
  }

  private static byte[] digest(HealthRecord record) {
    return Sha256.of(Domain.RECORD, encoded(record.header()), Sha256.of(record.contentBuffer()));
  }

  /** What a provider signs: the record, the grant under which it writes, and what it amends. */
  static byte[] statement(HealthRecord record, GrantId grant, Optional<HealthRecord> amended) {
    byte[] before = amended.map(RecordFile::digest).orElse(new byte[0]);
    return Bytes.concat(digest(record), grant.bytes(), before);
  }

  private static byte[] encoded(RecordHeader header) {
    return new CborWriter()
        .array(5)
        .text(header.id().value())
        .text(header.type())
        .integer(day(header))
        .integer(categoryMask(header))
        .integer(labelMask(header))
        .toBytes();
  }

  /** Days since 1900-01-01. */
  static int day(RecordHeader header) {
    return (int) (header.day().toEpochDay() - HealthRecord.FIRST_DAY.toEpochDay());
  }

  static int labelMask(RecordHeader header) {
    return header.labels().stream().mapToInt(label -> 1 << label.number()).sum();
  }

  private static int categoryMask(RecordHeader header) {
    return header.categories().stream()
        .mapToInt(category -> 1 << category.number())
        .sum();
  }

  static Set<Label> labels(int mask) {
    Set<Label> labels = EnumSet.noneOf(Label.class);
    for (Label label : Label.values()) {
      if ((mask & (1 << label.number())) != 0) {
        labels.add(label);
      }
    }
    return labels;
  }

  static Set<Category> categories(int mask) {
    Set<Category> categories = EnumSet.noneOf(Category.class);
    for (Category category : Category.values()) {
      if ((mask & (1 << category.number())) != 0) {
        categories.add(category);
      }
    }
    return categories;
  }
}
