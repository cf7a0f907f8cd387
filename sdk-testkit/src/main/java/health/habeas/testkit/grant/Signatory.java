// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.GrantSigner;
import health.habeas.key.VerifyKey;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Somebody with a key that every run of the laws shares; good for tests only. Immutable. */
enum Signatory implements GrantSigner {
  PATIENT,
  OTHER_PATIENT,
  CLINIC,
  LAB,
  SPECIALIST,
  STRANGER;

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
    Arrays.fill(seed, (byte) name().length());
    seed[0] = (byte) name().charAt(0);
    return seed;
  }
}
