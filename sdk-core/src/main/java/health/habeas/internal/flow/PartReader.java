// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.internal.crypto.PartSealing;
import health.habeas.internal.crypto.SealBinding;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.erasure.Rebuild;
import health.habeas.record.StoredRecord;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads the parts of one large record, each from any k custodians, and holds one of them. A part opens under the record's
 * key as the part with this number, and has the digest that the record lists: so every byte is one that the record's author
 * signed for, wherever reading begins.
 */
final class PartReader implements ContentReader {
  private final RecordReader reader;
  private final byte[] vaultId;
  private final StoredRecord record;
  private final Parts parts;
  private final Secret key;
  private final byte[] content = new byte[PartSealing.MAX_BYTES];
  private int current = -1;

  /**
   * @param reader of objects; closed with this
   * @param vaultId whose they are
   * @param file a large record, its author verified
   * @param key what {@link Parts#key} gave; closed with this
   */
  PartReader(RecordReader reader, byte[] vaultId, RecordFile file, Secret key) {
    this.reader = reader;
    this.vaultId = vaultId.clone();
    this.record = file.record();
    this.parts = file.parts().orElseThrow();
    this.key = key;
  }

  @Override
  public StoredRecord record() {
    return record;
  }

  @Override
  public long sizeBytes() {
    return parts.sizeBytes();
  }

  @Override
  public void read(long position, ByteBuffer target) {
    int number = (int) (position / PartSealing.MAX_BYTES);
    int from = (int) (position % PartSealing.MAX_BYTES);
    long left = Math.min(sizeBytes() - position, PartSealing.MAX_BYTES - from);
    if (number != current) {
      load(number);
    }
    target.put(content, from, (int) Math.min(left, target.remaining()));
  }

  private void load(int number) {
    current = -1;
    byte[] objectId = Parts.objectId(key, number);
    boolean opened =
        reader.rebuilt(objectId).map(part -> open(number, objectId, part)).orElse(false);
    if (!opened) {
      throw unreadable();
    }
    current = number;
  }

  private boolean open(int number, byte[] objectId, Rebuild.Rebuilt part) {
    PartSealing.Expected expected = parts.part(number);
    byte[] body = part.body();
    if (body.length != PartSealing.bodyBytes(expected.sizeBytes())) {
      return false;
    }
    int end = body.length - PartSealing.endBytes(expected.sizeBytes());
    try (Secret shareKey = part.shareKey()) {
      SealBinding binding = new SealBinding(key, shareKey, Parts.context(vaultId, objectId));
      return PartSealing.open(binding, expected, Arrays.copyOfRange(body, end, body.length))
          .filter(open -> openAll(open, ByteBuffer.wrap(body, 0, end)))
          .isPresent();
    }
  }

  private boolean openAll(PartSealing.OpenPart part, ByteBuffer sealed) {
    ByteBuffer target = ByteBuffer.wrap(content);
    try (part) {
      int end = sealed.limit();
      for (int i = 0; i < part.segments(); i++) {
        sealed.limit(Math.min(end, sealed.position() + PartSealing.SEALED_SEGMENT_BYTES));
        if (!part.open(i, sealed, target)) {
          return false;
        }
      }
      return true;
    }
  }

  private StorageException unreadable() {
    return reader
        .refusal()
        .map(deny -> new StorageException(
            ErrorCode.CUSTODIAN_REFUSED, "custodians release no more of this record: " + deny))
        .orElseGet(() -> new StorageException(
            ErrorCode.OBJECT_MISSING,
            "a part of this record can't be rebuilt from the custodians that answer"));
  }

  @Override
  public Faults faults() {
    return reader.faults();
  }

  @Override
  public void close() {
    key.close();
    reader.close();
    Arrays.fill(content, (byte) 0);
  }
}
