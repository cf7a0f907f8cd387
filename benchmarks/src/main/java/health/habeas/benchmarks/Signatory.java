// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import health.habeas.grant.GrantSigner;
import health.habeas.key.HybridKey;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.util.Arrays;

/**
 * A signer that keeps what it signed, so that the bare verification of the very same signatures can be measured.
 * Not thread-safe: one per benchmark.
 */
final class Signatory implements GrantSigner {
  /** One signature. Its arrays are shared: this is a benchmark. */
  record Signed(HybridKey keys, Suite suite, byte[] message, byte[] signature) {
    boolean verifies() {
      return Ed25519.verify(signature, 0, keys.ed25519(), 0, message, 0, message.length)
          && (suite == Suite.S1 || verifiesMlDsa());
    }

    private boolean verifiesMlDsa() {
      MLDSASigner verifier = new MLDSASigner();
      verifier.init(false, new MLDSAPublicKeyParameters(ML_DSA, keys.mlDsa65()));
      verifier.update(message, 0, message.length);
      return verifier.verifySignature(
          Arrays.copyOfRange(signature, Ed25519.SIGNATURE_SIZE, signature.length));
    }
  }

  private static final MLDSAParameters ML_DSA = MLDSAParameters.ml_dsa_65;

  private final byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
  private final MLDSAPrivateKeyParameters mlDsa;
  private final HybridKey keys;
  private final Suite suite;
  private final List<Signed> signed;

  Signatory(int number, Suite suite, List<Signed> signed) {
    Arrays.fill(seed, (byte) number);
    byte[] point = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, point, 0);
    this.mlDsa = new MLDSAPrivateKeyParameters(ML_DSA, seed);
    this.keys = new HybridKey(point, mlDsa.getPublicKey());
    this.suite = suite;
    this.signed = signed;
  }

  /** What a chain carries of this one: nothing in suite S1. */
  Stream<HybridKey> record() {
    return Stream.of(keys).filter(key -> suite == Suite.S2);
  }

  @Override
  public VerifyKey key() {
    return suite == Suite.S1 ? new VerifyKey(keys.ed25519()) : keys.id();
  }

  @Override
  public byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
    if (suite == Suite.S2) {
      signature = Arrays.concatenate(signature, mlDsaSignature(message));
    }
    signed.add(new Signed(keys, suite, message, signature));
    return signature;
  }

  private byte[] mlDsaSignature(byte[] message) {
    try {
      MLDSASigner signer = new MLDSASigner();
      signer.init(true, mlDsa);
      signer.update(message, 0, message.length);
      return signer.generateSignature();
    } catch (CryptoException e) {
      throw new IllegalStateException("signing in memory does not fail", e);
    }
  }
}
