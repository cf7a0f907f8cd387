// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a cosigner signs over a checkpoint: C2SP tlog-cosignature, "Ed25519 signed message" and "ML-DSA-44 signed message". */
final class CosignedMessage {
  static final int MAX_NAME_BYTES = 255;
  private static final byte[] SUBTREE = "subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII);

  private CosignedMessage() {}

  static byte[] ed25519(long time, String checkpoint) {
    return ("cosignature/v1\ntime " + time + '\n' + checkpoint).getBytes(StandardCharsets.UTF_8);
  }

  /** Empty where a name does not fit: such a checkpoint has no cosignature of this kind. */
  static Optional<byte[]> mlDsa44(String cosigner, long time, Checkpoint head) {
    byte[] name = cosigner.getBytes(StandardCharsets.UTF_8);
    byte[] origin = head.origin().getBytes(StandardCharsets.UTF_8);
    if (name.length > MAX_NAME_BYTES || origin.length > MAX_NAME_BYTES) {
      return Optional.empty();
    }
    int fixed = SUBTREE.length + 1 + Long.BYTES + 1 + Long.BYTES + Long.BYTES + TreeHash.SIZE_BYTES;
    return Optional.of(ByteBuffer.allocate(fixed + name.length + origin.length)
        .put(SUBTREE)
        .put((byte) name.length)
        .put(name)
        .putLong(time)
        .put((byte) origin.length)
        .put(origin)
        .putLong(0) // the first leaf: a checkpoint is the subtree that begins at zero
        .putLong(head.size())
        .put(head.root().bytes())
        .array());
  }
}
