// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.Padding;
import health.habeas.internal.crypto.PartSealing;
import health.habeas.internal.crypto.SealBinding;
import health.habeas.internal.crypto.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * Takes in the content of one large record and stores it part by part, each durable at the write quorum before the
 * one after the next is read. Nothing refers to the parts until their record is committed; {@link #takeBack} deletes them.
 *
 * <p>Memory: about eleven parts of 1 MiB, whatever the size, and 32 bytes for each part. Not thread-safe: one per record.
 */
final class PartWriter implements AutoCloseable {
  private final VaultSession session;
  private final SecureRandom random;
  private final byte[] vaultId;
  private final Secret key;
  private final ByteArrayOutputStream digests = new ByteArrayOutputStream();
  private final StoringBehind storing = new StoringBehind();
  private int begun;

  /**
   * @param session whose custodians keep the parts
   * @param dek the record's data key; the key of the parts derives from it
   */
  PartWriter(VaultSession session, Secret dek) {
    this.session = session;
    this.random = session.around().random();
    this.vaultId = session.vault().bytes();
    this.key = Parts.key(dek);
  }

  /** Reads to the end and stores all of it. */
  Parts write(InputStream content) throws IOException {
    byte[] buffer = new byte[PartSealing.MAX_BYTES];
    long size = 0;
    try {
      int read = content.readNBytes(buffer, 0, buffer.length);
      while (read == buffer.length) {
        size = checked(size + read);
        store(buffer, read);
        read = content.readNBytes(buffer, 0, buffer.length);
      }
      Arrays.fill(buffer, read, buffer.length, (byte) 0);
      long left = Padding.padded(checked(size + read)) - size;
      size += read;
      while (left > 0) {
        int length = (int) Math.min(left, buffer.length);
        store(buffer, length);
        Arrays.fill(buffer, (byte) 0);
        left -= length;
      }
      storing.finish();
    } finally {
      Arrays.fill(buffer, (byte) 0);
    }
    return new Parts(size, digests.toByteArray());
  }

  private static long checked(long size) {
    if (size > Parts.MAX_BYTES) {
      throw new InvalidInputException(
          ErrorCode.RECORD_TOO_LARGE, "a large record may have 256 GiB, and this has more");
    }
    return size;
  }

  private void store(byte[] content, int length) {
    byte[] objectId = Parts.objectId(key, begun);
    begun++;
    Secret shareKey = Secret.random(random, SealBinding.KEY_BYTES);
    try {
      SealBinding binding = new SealBinding(key, shareKey, Parts.context(vaultId, objectId));
      PartSealing.Sealed part =
          new PartSealing(random).seal(binding, ByteBuffer.wrap(content, 0, length));
      digests.writeBytes(part.digest());
      storing.begin(() -> {
        try (shareKey) {
          OpenPack.store(session, objectId, ByteBuffer.wrap(part.body()), shareKey);
        }
      });
    } catch (RuntimeException e) {
      shareKey.close();
      throw e;
    }
  }

  /** Every part that was begun. */
  List<byte[]> objectIds() {
    return Parts.objectIds(key, begun);
  }

  /** Deletes what is out there, as far as it can be reached. */
  void takeBack() {
    storing.close();
    objectIds().forEach(objectId -> OpenPack.takeBack(session, objectId));
  }

  @Override
  public void close() {
    storing.close();
    key.close();
  }
}
