// SPDX-License-Identifier: Apache-2.0
package health.habeas.testkit.grant;

import health.habeas.grant.GrantSigner;
import health.habeas.key.VerifyKey;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Somebody with a key that every run of the laws shares; good for tests only. Immutable. */
@SuppressWarnings("ImmutableEnumChecker") // the seed is never changed, and a key can't be
enum Signatory implements GrantSigner {
  PATIENT,
  OTHER_PATIENT,
  CLINIC,
  LAB,
  SPECIALIST,
  STRANGER;

  private final byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
  private final VerifyKey key;

  Signatory() {
    Arrays.fill(seed, (byte) name().length());
    seed[0] = (byte) name().charAt(0);
    byte[] point = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, point, 0);
    key = new VerifyKey(point);
  }

  @Override
  public VerifyKey key() {
    return key;
  }

  @Override
  public byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
    return signature;
  }
}
