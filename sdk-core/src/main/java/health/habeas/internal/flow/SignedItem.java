// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Signer;
import health.habeas.internal.wire.CborReader;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.VerifyKey;
import health.habeas.shard.ItemName;
import java.util.Optional;

/**
 * What the patient signed under a name: pages and key updates. Their keys are known to holders too, so that without a
 * signature a holder and a custodian together could forge them for other holders.
 */
final class SignedItem {
  private SignedItem() {}

  static byte[] of(Signer signer, ItemName name, byte[] content) {
    byte[] payload = new CborWriter().array(2).text(name.name()).bytes(content).toBytes();
    return CoseSign1.sign(signer, Domain.ITEM, payload).toBytes();
  }

  /** The content, if this key signed it under just this name. */
  static Optional<byte[]> open(VerifyKey key, ItemName name, byte[] signed) {
    try {
      CoseSign1 message = CoseSign1.parse(signed, ErrorCode.OBJECT_CORRUPT);
      if (!message.verify(key.bytes(), Domain.ITEM)) {
        return Optional.empty();
      }
      CborReader in = CborReader.of(message.payload(), ErrorCode.OBJECT_CORRUPT);
      in.arrayOf(2);
      boolean same = in.text(signed.length).equals(name.name());
      byte[] content = in.bytes(signed.length);
      in.end();
      return same ? Optional.of(content) : Optional.empty();
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }
}
