// SPDX-License-Identifier: Apache-2.0
package health.habeas.fuzz;

import health.habeas.grant.GrantSigner;
import health.habeas.key.VerifyKey;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Somebody with a fixed key, so that a run can be repeated. Immutable. */
enum Signatory implements GrantSigner {
  PATIENT,
  CLINIC,
  LAB;

  @Override
  public VerifyKey key() {
    byte[] point = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed(), 0, point, 0);
    return new VerifyKey(point);
  }

  @Override
  public byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed(), 0, message, 0, message.length, signature, 0);
    return signature;
  }

  private byte[] seed() {
    byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    Arrays.fill(seed, (byte) name().charAt(0));
    return seed;
  }
}
