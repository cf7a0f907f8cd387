// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.SignatureScheme;
import health.habeas.internal.crypto.Signer;
import health.habeas.key.Suite;

/** How suites sign, and how a {@link GrantSigner} signs what the crypto room lays out. Thread-safe. */
final class Signatures {
  private Signatures() {}

  static CoseSign1 sign(GrantSigner signer, Domain domain, byte[] payload) {
    return CoseSign1.sign(new Seam(signer), domain, payload);
  }

  static SignatureScheme scheme(Suite suite) {
    return switch (suite) {
      case S1 -> SignatureScheme.ED25519;
      case S2 -> SignatureScheme.ED25519_AND_ML_DSA_65;
    };
  }

  /** By how many bytes a signature is longer than that of suite S1, for which the limits are stated. */
  static int beyondEd25519(SignatureScheme scheme) {
    return scheme.signatureBytes() - SignatureScheme.ED25519.signatureBytes();
  }

  private record Seam(GrantSigner signer) implements Signer {
    @Override
    public SignatureScheme scheme() {
      return Signatures.scheme(signer.key().suite());
    }

    @Override
    public byte[] publicKey() {
      return signer.key().bytes();
    }

    @Override
    public byte[] sign(byte[] message) {
      return signer.sign(message);
    }
  }
}
