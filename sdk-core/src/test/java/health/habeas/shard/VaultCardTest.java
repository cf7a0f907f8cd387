// SPDX-License-Identifier: Apache-2.0
package health.habeas.shard;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import health.habeas.error.InvalidInputException;
import health.habeas.grant.VaultId;
import health.habeas.internal.crypto.CoseSign1;
import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Signer;
import health.habeas.internal.wire.CborWriter;
import health.habeas.key.PatientKeys;
import health.habeas.key.Suite;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A vault's card and its owner's proof in both suites: each is signed by what names the vault. */
class VaultCardTest {
  private final PatientKeys alice = PatientKeys.create();
  private final PatientKeys mallory = PatientKeys.create();

  @AfterEach
  void wipe() {
    alice.close();
    mallory.close();
  }

  @ParameterizedTest
  @EnumSource(Suite.class)
  void readsBackAndNamesTheVaultOfItsSuite(Suite suite) {
    VaultCard card = VaultCard.of(alice, suite);
    VaultCard read = VaultCard.parse(card.bytes());
    assertThat(read).isEqualTo(card).isEqualTo(VaultCard.of(alice, suite));
    assertThat(read.rootKey()).isEqualTo(alice.key(suite));
    assertThat(read.vault()).isEqualTo(VaultId.of(alice.key(suite)));
    assertThat(read.sealingKey()).isEqualTo(alice.sealingKey());
  }

  @Test
  void theSuitesNameTwoVaults() {
    assertThat(VaultCard.of(alice, Suite.S1).vault())
        .isNotEqualTo(VaultCard.of(alice, Suite.S2).vault());
  }

  @ParameterizedTest
  @EnumSource(Suite.class)
  void aCardWithAFlippedByteIsRefused(Suite suite) {
    byte[] good = VaultCard.of(alice, suite).bytes();
    for (int at = 0; at < good.length; at += 3) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      refused(() -> VaultCard.parse(bad));
    }
  }

  @Test
  void aCardOfSuiteS2ThatEd25519AloneSignedIsRefused() {
    byte[] both = alice.signer(SECRET_ACCESS, Suite.S2).publicKey();
    refused(() -> VaultCard.parse(card(both, alice.signer(SECRET_ACCESS))));
    // Nor can one with another ML-DSA-65 key sign for her.
    refused(() -> VaultCard.parse(card(both, mallory.signer(SECRET_ACCESS, Suite.S2))));
  }

  @Test
  void anOwnersProofIsOfTheSuiteThatTheCardIsOf() {
    byte[] nonce = new byte[32];
    OwnerProof hybrid = OwnerProof.of(alice, Suite.S2, "node-0", nonce);
    assertThat(hybrid.isFor("node-0")).isTrue();
    assertThat(hybrid.isFor("node-1")).isFalse();
    byte[] payload = new CborWriter()
        .array(3)
        .text("node-0")
        .bytes(nonce)
        .bytes(hybrid.card().vault().bytes())
        .toBytes();
    byte[] classical =
        CoseSign1.sign(alice.signer(SECRET_ACCESS), Domain.OWNER, payload).toBytes();
    assertThat(new OwnerProof(hybrid.card(), nonce, classical).isFor("node-0")).isFalse();
    byte[] altered = hybrid.signature();
    altered[altered.length - 2000] ^= 1; // in the ML-DSA-65 half
    assertThat(new OwnerProof(hybrid.card(), nonce, altered).isFor("node-0")).isFalse();
  }

  private byte[] card(byte[] rootKey, Signer signer) {
    byte[] payload = new CborWriter()
        .map(2)
        .key(1)
        .bytes(rootKey)
        .key(2)
        .bytes(alice.sealingKey())
        .toBytes();
    return CoseSign1.sign(signer, Domain.VAULT_CARD, payload).toBytes();
  }

  private static void refused(ThrowingCallable work) {
    assertThatThrownBy(work).isInstanceOf(InvalidInputException.class);
  }
}
