// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.flow;

import health.habeas.internal.crypto.NamedSignature;
import health.habeas.internal.crypto.Signer;
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
    return NamedSignature.of(signer, name.name(), content);
  }

  /** The content, if this key signed it under just this name. */
  static Optional<byte[]> open(VerifyKey key, ItemName name, byte[] signed) {
    return NamedSignature.open(key.bytes(), name.name(), signed);
  }
}
