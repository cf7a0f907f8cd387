// SPDX-License-Identifier: Apache-2.0
package health.habeas.internal.erasure;

import health.habeas.error.ErrorCode;
import health.habeas.error.InvalidInputException;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Signer;
import java.util.Arrays;

/**
 * The patient's word, to be shown to anybody, that an object need not be kept any more: COSE_Sign1 by the vault's signing key
 * over the object's id. A custodian keeps it for good, since it may have signed that it had the object.
 */
public final class DeletionOrder {
  /** The most bytes of an order. */
  public static final int MAX_BYTES = 1024;

  private DeletionOrder() {}

  /**
   * Signs one.
   *
   * @param signer with the vault's signing key
   * @param objectId 32 bytes
   */
  public static byte[] sign(Signer signer, byte[] objectId) {
    return CoseSign1.sign(signer, Domain.DELETION, objectId).toBytes();
  }

  /**
   * Whether these bytes are an order for this object. Never throws.
   *
   * @param order what {@link #sign} gave
   * @param publicKey the vault's signing key, 32 bytes
   * @param objectId 32 bytes
   */
  public static boolean holds(byte[] order, byte[] publicKey, byte[] objectId) {
    try {
      CoseSign1 signed = CoseSign1.parse(order, ErrorCode.OBJECT_CORRUPT);
      return Arrays.equals(signed.payload(), objectId) && signed.verify(publicKey, Domain.DELETION);
    } catch (InvalidInputException e) {
      return false;
    }
  }
}
