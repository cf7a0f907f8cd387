// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.StorageException;
import health.habeas.internal.crypto.PartSealing;
import health.habeas.internal.crypto.SealBinding;
import health.habeas.internal.crypto.Secret;
import health.habeas.record.StoredRecord;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of one large record from any k custodians, and holds one of them: a segment of 64 KiB where somebody looks
 * here and there, the whole part where reading goes on. A part opens under the record's key as the part with this number, and
 * each segment has the digest that the part lists, the part the digest that the record lists: so every byte is one that the
 * record's author signed for, wherever reading begins.
 */
final class PartReader implements ContentReader {
  /** So many segments in a row, and the next part is fetched as a whole. */
  private static final int A_RUN = 3;

  private static final int ALL_SEGMENTS = PartSealing.MAX_BYTES / PartSealing.SEGMENT_BYTES;

  private final RecordReader reader;
  private final byte[] vaultId;
  private final StoredRecord record;
  private final Parts parts;
  private final Secret key;
  private final byte[] content = new byte[PartSealing.SEGMENT_BYTES];
  private long current = -1;
  private int run;
  private @Nullable Part open;

  /**
   * A part whose list of digests was verified.
   *
   * @param number which part
   * @param object where it lies
   * @param seal opens its segments
   */
  private record Part(int number, StoredObject object, PartSealing.OpenPart seal) {}

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
    long segment = position / PartSealing.SEGMENT_BYTES;
    int from = (int) (position % PartSealing.SEGMENT_BYTES);
    if (segment != current) {
      load(segment);
    }
    long left = Math.min(sizeBytes() - position, PartSealing.SEGMENT_BYTES - from);
    target.put(content, from, (int) Math.min(left, target.remaining()));
  }

  private void load(long segment) {
    run = segment == current + 1 ? run + 1 : 1;
    current = -1;
    int number = (int) (segment / ALL_SEGMENTS);
    int index = (int) (segment % ALL_SEGMENTS);
    Part part = part(number);
    boolean opened = part.object()
        .read(
            parts.segment(number, index),
            wanted(),
            (bytes, shareKey) -> Optional.of(part)
                .filter(
                    p -> p.seal().open(index, ByteBuffer.wrap(bytes), ByteBuffer.wrap(content))))
        .isPresent();
    if (!opened) {
      throw unreadable();
    }
    current = segment;
  }

  /** How many pieces of its object will be asked for, as far as that can be told. */
  private int wanted() {
    return run < A_RUN ? 1 : ALL_SEGMENTS + 1; // and what stands behind them
  }

  private Part part(int number) {
    Part known = open;
    if (known != null && known.number() == number) {
      return known;
    }
    closePart();
    byte[] objectId = Parts.objectId(key, number);
    StoredObject object = reader.find(objectId).orElseThrow(this::unreadable);
    PartSealing.OpenPart seal = object
        .read(parts.end(number), wanted(), (end, shareKey) -> open(number, objectId, end, shareKey))
        .orElseThrow(() -> {
          object.close();
          return unreadable();
        });
    Part fresh = new Part(number, object, seal);
    open = fresh;
    return fresh;
  }

  private Optional<PartSealing.OpenPart> open(
      int number, byte[] objectId, byte[] end, Secret shareKey) {
    SealBinding binding = new SealBinding(key, shareKey, Parts.context(vaultId, objectId));
    return PartSealing.open(binding, parts.part(number), end);
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

  private void closePart() {
    Part known = open;
    if (known != null) {
      open = null;
      known.object().close();
      known.seal().close();
    }
  }

  @Override
  public void close() {
    closePart();
    key.close();
    reader.close();
    Arrays.fill(content, (byte) 0);
  }
}
