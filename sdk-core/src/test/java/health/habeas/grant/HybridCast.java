// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.internal.crypto.Bytes;
import health.habeas.internal.crypto.MlDsa65;
import health.habeas.internal.crypto.Secret;
import health.habeas.key.HybridKey;
import health.habeas.key.VerifyKey;
import java.util.Arrays;

/** The {@link Cast} in suite S2: the same Ed25519 keys, each with an ML-DSA-65 key beside it. */
enum HybridCast implements GrantSigner {
  ALICE(Cast.ALICE),
  CLINIC(Cast.CLINIC),
  LAB(Cast.LAB),
  REGISTRY(Cast.REGISTRY),
  MALLORY(Cast.MALLORY);

  static final VaultId VAULT = VaultId.of(ALICE.key());

  static final AccessRequest READ_RESULT =
      new AccessRequest(VAULT, Action.READ, Cast.RESULT, Purpose.TREAT);

  final Cast ed25519;

  HybridCast(Cast ed25519) {
    this.ed25519 = ed25519;
  }

  HybridKey keys() {
    return new HybridKey(ed25519.key().bytes(), MlDsa65.publicKey(seed()));
  }

  @Override
  public VerifyKey key() {
    return keys().id();
  }

  @Override
  public byte[] sign(byte[] message) {
    return Bytes.concat(ed25519.sign(message), MlDsa65.sign(seed(), message));
  }

  static Grant root(GrantTerms terms) {
    Parties parties = new Parties(VAULT, ALICE.key(), CLINIC.key());
    return Grant.root(parties, terms.permission(Cast.NOW), Cast.binding(0));
  }

  static GrantChain chain(GrantTerms terms) {
    return GrantChain.issue(root(terms), Cast.KEYBOX, ALICE, ALICE.keys(), CLINIC.keys());
  }

  /** The next link: the last holder hands on to this one. */
  GrantChain receive(GrantChain chain, GrantTerms terms) {
    VerifyKey from = chain.last().parties().holder();
    HybridCast issuer =
        Arrays.stream(values()).filter(c -> c.key().equals(from)).findFirst().orElseThrow();
    Parties parties = new Parties(VAULT, from, key());
    Binding binding = Cast.binding(chain.grants().size());
    Grant child = chain.narrow(parties, terms.within(chain.last(), Cast.NOW), binding);
    return chain.extend(child, Cast.KEYBOX, issuer, keys());
  }

  byte[] prove(GrantChain chain, AccessRequest request) {
    return new Possession(chain, request, Cast.CHALLENGE, new Stamp(Cast.NOW, new byte[16]))
        .sign(this);
  }

  private Secret seed() {
    byte[] seed = new byte[MlDsa65.SEED_BYTES];
    Arrays.fill(seed, (byte) name().charAt(0));
    return Secret.owning(seed);
  }
}
