// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Sha256;
import health.habeas.internal.crypto.Signer;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.VerifyKey;
import health.habeas.shard.ItemName;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the patient signed under a name: pages and key updates. Their keys are known to holders too, so that without a
 * signature a holder and a custodian together could forge them for other holders.
 *
 * <p>The signature is over the content's digest: Ed25519 hashes what it signs twice, without hardware, and a page is large.
 */
final class SignedItem {
  private SignedItem() {}

  static byte[] of(Signer signer, ItemName name, byte[] content) {
    byte[] payload =
        new CborWriter().array(2).text(name.name()).bytes(Sha256.of(content)).toBytes();
    byte[] signature = CoseSign1.sign(signer, Domain.ITEM, payload).toBytes();
    return new CborWriter().array(2).bytes(signature).bytes(content).toBytes();
  }

  /** The content, if this key signed it under just this name. */
  static Optional<byte[]> open(VerifyKey key, ItemName name, byte[] signed) {
    try {
      CborReader in = CborReader.of(signed, ErrorCode.OBJECT_CORRUPT);
      in.arrayOf(2);
      CoseSign1 message = CoseSign1.parse(in.bytes(signed.length), ErrorCode.OBJECT_CORRUPT);
      byte[] content = in.bytes(signed.length);
      in.end();
      boolean sound = message.verify(key.bytes(), Domain.ITEM)
          && isOf(message.payload(), name, Sha256.of(content));
      return sound ? Optional.of(content) : Optional.empty();
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  private static boolean isOf(byte[] payload, ItemName name, byte[] digest) {
    CborReader in = CborReader.of(payload, ErrorCode.OBJECT_CORRUPT);
    in.arrayOf(2);
    boolean same = in.text(payload.length).equals(name.name());
    byte[] claimed = in.bytesOf(Sha256.SIZE_BYTES);
    in.end();
    return same && Arrays.equals(claimed, digest);
  }
}
