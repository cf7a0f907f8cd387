// SPDX-License-Identifier: Apache-2.0
package health.habeas.key;

import static health.habeas.internal.crypto.SecretAccess.SECRET_ACCESS;

import health.habeas.internal.crypto.Domain;
import health.habeas.internal.crypto.Ed25519;
import health.habeas.internal.crypto.Hkdf;
import health.habeas.internal.crypto.Hpke;
import health.habeas.internal.crypto.MlDsa65;
import health.habeas.internal.crypto.Secret;
import java.security.SecureRandom;
import java.util.Optional;

/** Keys that live in this process, all derived from one master secret. Thread-safe; wiped when closed. */
final class SoftwareKeys implements KeyHandle {
  static final int MASTER_BYTES = 32;

  private final String name;
  private final Secret master;
  private final Secret signing;
  private final Secret mlDsaSigning;
  private final Secret unsealing;
  private final VerifyKey key;
  private final byte[] mlDsaKey;
  private final byte[] sealingKey;

  /** Takes ownership of the master secret. */
  SoftwareKeys(String name, Secret master) {
    this.name = name;
    this.master = master;
    this.signing = Hkdf.derive(master, Domain.ROOT_SIGNING);
    this.mlDsaSigning = Hkdf.derive(master, Domain.ML_DSA_SIGNING);
    this.unsealing = Hkdf.derive(master, Domain.INBOX);
    this.key = new VerifyKey(Ed25519.publicKey(signing));
    this.mlDsaKey = MlDsa65.publicKey(mlDsaSigning);
    this.sealingKey = Hpke.publicKey(unsealing);
  }

  static SoftwareKeys random(String name, SecureRandom random) {
    return new SoftwareKeys(name, Secret.random(random, MASTER_BYTES));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public VerifyKey key() {
    return key;
  }

  @Override
  public byte[] sealingKey() {
    return sealingKey.clone();
  }

  @Override
  public byte[] sign(byte[] message) {
    return Ed25519.sign(signing, message);
  }

  @Override
  public Optional<byte[]> mlDsaKey() {
    return Optional.of(mlDsaKey.clone());
  }

  @Override
  public byte[] signMlDsa(byte[] message) {
    return MlDsa65.sign(mlDsaSigning, message);
  }

  @Override
  public byte[] derive(byte[] info) {
    return Hkdf.expandRaw(master.bytes(SECRET_ACCESS), new byte[0], info, MASTER_BYTES);
  }

  @Override
  public Optional<byte[]> unseal(byte[] info, byte[] aad, byte[] sealed) {
    return Hpke.open(unsealing, info, aad, sealed);
  }

  @Override
  public void close() {
    master.close();
    signing.close();
    mlDsaSigning.close();
    unsealing.close();
  }

  /** Never the name alone with a key: just the public key's id. */
  @Override
  public String toString() {
    return "SoftwareKeys[" + key + "]";
  }
}
