// SPDX-License-Identifier: Apache-2.0
package health.habeas.grant;

import health.habeas.internal.crypto.Ed25519;
import health.habeas.internal.crypto.Secret;
import health.habeas.key.VerifyKey;
import health.habeas.record.Author;
import health.habeas.record.Category;
import health.habeas.record.Label;
import health.habeas.record.RecordId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Set;

/** Who takes part in the tests of grants, and what they usually do. */
enum Cast implements GrantSigner {
  ALICE,
  CLINIC,
  LAB,
  REGISTRY,
  MALLORY;

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final byte[] KEYBOX = "sealed keys".getBytes(StandardCharsets.US_ASCII);
  static final VaultId VAULT = VaultId.of(ALICE.key());
  static final Challenge CHALLENGE = new Challenge("custodian-1", new byte[] {1, 2, 3});

  /** A lab result of 2025-06-01 that the clinic wrote. */
  static final RecordFacts RESULT = new RecordFacts(
      new RecordId("CANARY-record"),
      "Observation",
      LocalDate.of(2025, 6, 1),
      Set.of(Category.LABORATORY),
      Set.of(Label.NORMAL),
      new Author(CLINIC.key().bytes()));

  static final AccessRequest READ_RESULT =
      new AccessRequest(VAULT, Action.READ, RESULT, Purpose.TREAT);

  @Override
  public VerifyKey key() {
    return new VerifyKey(Ed25519.publicKey(seed()));
  }

  @Override
  public byte[] sign(byte[] message) {
    return Ed25519.sign(seed(), message);
  }

  static GrantTerms terms() {
    return GrantTerms.read(Category.LABORATORY)
        .since("2025-01-01")
        .for_(Purpose.TREAT)
        .expiresIn(Duration.ofDays(30));
  }

  static Grant root(GrantTerms terms) {
    return Grant.root(
        new Parties(VAULT, ALICE.key(), CLINIC.key()), terms.permission(NOW), binding(0));
  }

  static GrantChain chain(GrantTerms terms) {
    return GrantChain.issue(root(terms), KEYBOX, ALICE);
  }

  /** The next link: the last holder hands on to this one. */
  GrantChain receive(GrantChain chain, GrantTerms terms) {
    Cast issuer = of(chain.last().parties().holder());
    Parties parties = new Parties(VAULT, issuer.key(), key());
    Permission narrower = terms.within(chain.last(), NOW);
    Grant child = chain.narrow(parties, narrower, binding(chain.grants().size()));
    return chain.extend(child, KEYBOX, issuer);
  }

  static Binding binding(int link) {
    byte[] nonce = new byte[Binding.NONCE_BYTES];
    Arrays.fill(nonce, (byte) (link + 1));
    return Binding.of(nonce, StatusHandle.ofPreimage(preimage(link)), KEYBOX);
  }

  static byte[] preimage(int link) {
    byte[] preimage = new byte[32];
    Arrays.fill(preimage, (byte) (link + 100));
    return preimage;
  }

  Presentation show(GrantChain chain, AccessRequest request) {
    Stamp stamp = new Stamp(NOW, new byte[16]);
    byte[] proof = new Possession(chain, request, CHALLENGE, stamp).sign(this);
    return new Presentation(chain.withoutKeybox().bytes(), proof);
  }

  static Circumstances at(Instant now) {
    return Circumstances.of(now, Revocations.none(now));
  }

  static GrantVerifier verifier() {
    return GrantVerifier.of(PatientKeyView.rootKeys(), NonceStore.inMemory(1000));
  }

  private static Cast of(VerifyKey key) {
    return Arrays.stream(values()).filter(c -> c.key().equals(key)).findFirst().orElseThrow();
  }

  private Secret seed() {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) name().charAt(0));
    return Secret.owning(seed);
  }
}
