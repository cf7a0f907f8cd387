// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Secret;
import health.habeas.internal.crypto.SecretAccess;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.erasure.Extent;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.record.RecordId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a slot wraps: the record's DEK and where its bytes lie.
 *
 * @param dek opens the record, and nothing else
 * @param objectId the pack that holds it
 * @param extent its place in the pack's body
 * @param digest of header and content, so that the same record put again is recognised
 * @param parts how many objects hold its content beside the pack: 0 unless it is a large record
 * @param idTag what {@link #idTag} gives for its id, so that a holder who looks for one record fetches no others
 */
record Locator(Secret dek, byte[] objectId, Extent extent, byte[] digest, int parts, byte[] idTag)
    implements AutoCloseable {
  private static final int TAG_BYTES = 8;

  /** Tells a record from nearly all others; whoever can open a slot could read the id anyway. */
  static byte[] idTag(RecordId id) {
    byte[] whole = Sha256.of(Domain.RECORD_ID, id.value().getBytes(StandardCharsets.UTF_8));
    return Arrays.copyOf(whole, TAG_BYTES);
  }

  /** Every object that this record needs, its pack first. */
  List<byte[]> objectIds() {
    List<byte[]> all = new ArrayList<>(List.of(objectId));
    if (parts > 0) {
      try (Secret key = Parts.key(dek)) {
        all.addAll(Parts.objectIds(key, parts));
      }
    }
    return all;
  }

  byte[] bytes() {
    return new CborWriter()
        .array(7)
        .bytes(dek.bytes(SecretAccess.SECRET_ACCESS))
        .bytes(objectId)
        .integer(extent.offset())
        .integer(extent.length())
        .bytes(digest)
        .integer(parts)
        .bytes(idTag)
        .toBytes();
  }

  static Locator parse(byte[] bytes) {
    CborReader in = CborReader.of(bytes, ErrorCode.OBJECT_CORRUPT);
    in.arrayOf(7);
    Secret dek = Secret.owning(in.bytesOf(32));
    byte[] objectId = in.bytesOf(32);
    int offset = (int) in.integer(0, Integer.MAX_VALUE);
    Extent extent = new Extent(offset, (int) in.integer(1, Integer.MAX_VALUE - offset));
    byte[] digest = in.bytesOf(32);
    int parts = (int) in.integer(0, Integer.MAX_VALUE);
    byte[] idTag = in.bytesOf(TAG_BYTES);
    in.end();
    return new Locator(dek, objectId, extent, digest, parts, idTag);
  }

  @Override
  public void close() {
    dek.close();
  }

  @Override
  public String toString() {
    return "Locator[" + extent.length() + " bytes]";
  }
}
