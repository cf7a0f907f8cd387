// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.grant.GrantSigner;
import health.habeas.key.VerifyKey;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A signer that keeps what it signed, so that the bare verification of the very same signatures can be measured.
 * Not thread-safe: one per benchmark.
 */
final class Signatory implements GrantSigner {
  /** One signature. Its arrays are shared: this is a benchmark. */
  record Signed(byte[] key, byte[] message, byte[] signature) {
    boolean verifies() {
      return Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
    }
  }

  private final byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
  private final byte[] point = new byte[Ed25519.PUBLIC_KEY_SIZE];
  private final List<Signed> signed;

  Signatory(int number, List<Signed> signed) {
    Arrays.fill(seed, (byte) number);
    Ed25519.generatePublicKey(seed, 0, point, 0);
    this.signed = signed;
  }

  @Override
  public VerifyKey key() {
    return new VerifyKey(point);
  }

  @Override
  public byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
    signed.add(new Signed(point, message, signature));
    return signature;
  }
}
