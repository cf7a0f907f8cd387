// SPDX-License-Identifier: Apache-2.0
package health.habeas.fuzz;

import health.habeas.grant.GrantSigner;
import health.habeas.key.HybridKey;
import health.habeas.key.Suite;
import health.habeas.key.VerifyKey;
import java.util.Arrays;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Somebody with fixed keys who signs without randomness, so that a run can be repeated. Immutable. */
enum Signatory implements GrantSigner {
  PATIENT,
  CLINIC,
  LAB,
  SPECIALIST;

  @Override
  public VerifyKey key() {
    return new VerifyKey(point());
  }

  @Override
  public byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed(), 0, message, 0, message.length, signature, 0);
    return signature;
  }

  /** The same one in a suite. */
  GrantSigner in(Suite suite) {
    return suite == Suite.S1 ? this : new Hybrid(this);
  }

  /** What a chain of suite S2 carries of this one. */
  HybridKey record() {
    return new HybridKey(point(), mlDsa().getPublicKey());
  }

  private record Hybrid(Signatory who) implements GrantSigner {
    @Override
    public VerifyKey key() {
      return who.record().id();
    }

    @Override
    public byte[] sign(byte[] message) {
      try {
        MLDSASigner signer = new MLDSASigner();
        signer.init(true, who.mlDsa());
        signer.update(message, 0, message.length);
        return org.bouncycastle.util.Arrays.concatenate(
            who.sign(message), signer.generateSignature());
      } catch (CryptoException e) {
        throw new IllegalStateException("signing in memory does not fail", e);
      }
    }
  }

  private byte[] point() {
    byte[] point = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed(), 0, point, 0);
    return point;
  }

  private MLDSAPrivateKeyParameters mlDsa() {
    return new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, seed());
  }

  private byte[] seed() {
    byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    Arrays.fill(seed, (byte) name().charAt(0));
    return seed;
  }
}
