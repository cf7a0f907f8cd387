// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Signer;

/** Lets a {@link GrantSigner} sign what the crypto room lays out. Thread-safe. */
final class Signatures {
  private Signatures() {}

  static CoseSign1 sign(GrantSigner signer, Domain domain, byte[] payload) {
    return CoseSign1.sign(new Seam(signer), domain, payload);
  }

  private record Seam(GrantSigner signer) implements Signer {
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
